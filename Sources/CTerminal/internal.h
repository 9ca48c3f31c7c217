// Shared by the files of this module; all of it may be called from a signal handler.
#ifndef CTERMINAL_INTERNAL_H
#define CTERMINAL_INTERNAL_H
#include <stdbool.h>
#include <stddef.h>

// The write end that wakes the guard's thread, or -1.
extern int ct_guard_alarm;
// Puts a signal's number into the pipe that the main thread reads.
void ct_signals_push(int signal);
// Writes all of it, waiting at most some 200 ms in all; whether that was enough.
bool ct_write_all(int descriptor, const char *bytes, size_t length);
// In the guard child: closes every descriptor but these and those of the capture.
void ct_child_keep(int link, int line);
// Prints what was caught so far and puts descriptor 2 back; the first call only.
void ct_capture_print(void);
#endif
