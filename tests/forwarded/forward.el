;;; forward.el: message.el forwards a mail in batch; what it would send goes to the file that $SENT names.
(require 'message)
(setq user-mail-address "taro@isp.example" user-full-name "Taro Yamada" mail-host-address "isp.example"
      message-signature nil message-interactive nil message-confirm-send nil message-fcc-handler-function nil
      message-send-mail-function (lambda () (write-region (point-min) (point-max) (getenv "SENT"))))
(defun system-name () "isp.example")
(defun forward-bounce (way file greeting)
  (with-temp-buffer
    (let ((coding-system-for-read 'utf-8-unix)) (insert-file-contents file))
    (cond ((equal way "resent")
           (message-resend "mail-error@isp.example"))
          (t
           (setq message-forward-as-mime (equal way "attached"))
           (message-forward)
           (message-goto-to) (insert "mail-error@isp.example")
           (message-goto-body) (insert-file-contents greeting) (goto-char (point-max))
           (message-send)))))
