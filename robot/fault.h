/* fault: the switches by which tests make a worker fail at a chosen point; builds with BOUNCEBOT_TEST_FAULTS
 * only. $BOUNCEBOT_FAULT names one row of fault.c: "abort-in-classify". */
#ifndef BOUNCEBOT_FAULT_H
#define BOUNCEBOT_FAULT_H

#ifdef BOUNCEBOT_TEST_FAULTS
void fault_at(const char *point);
#else
static inline void fault_at(const char *point)
{
	(void)point;
}
#endif

#endif
