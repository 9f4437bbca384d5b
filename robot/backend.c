/* backend: finds a list manager's backend by its name; the build makes the list from backends/. */
#include "backend.h"

#include <string.h>

const struct backend *backend_by_name(const char *name)
{
	for (size_t i = 0; backend_list[i]; i++)
		if (strcmp(backend_list[i]->name, name) == 0)
			return backend_list[i];
	return NULL;
}
