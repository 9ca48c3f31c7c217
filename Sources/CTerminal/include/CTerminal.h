// What the terminal front must have in C: signal handlers, the guard that gives the terminal back
// whatever happens to the process, the capture of stray messages, and a child on a
// pseudo-terminal for the tests.
//
// There is one terminal per process, so this module keeps its state in static variables. Unless
// said otherwise a function is called from the main thread only, and returns -1 with errno set
// when it fails.
#ifndef CTERMINAL_H
#define CTERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

// ---- The line to the terminal

// A descriptor of its own for the terminal behind `descriptor`, non-blocking without making the
// shell's descriptor so. Where the terminal cannot be opened again, a duplicate (which may block).
int ct_line_open(int descriptor);
// Its size in cells; false where the terminal does not tell.
bool ct_line_size(int line, int *columns, int *rows);
bool ct_same_terminal(int one, int other);
// Whether this process is in the terminal's foreground group, or has no job control.
bool ct_in_foreground(int line);
// Sets non-canonical input without echo, keeping interrupt keys; output is not translated.
void ct_make_cell_mode(struct termios *mode);
// Columns that a scalar takes in the current locale, -1 if it cannot be printed.
int ct_width(uint32_t scalar);
// A file in memory, without a name.
int ct_memory_file(void);
// Monotonic seconds.
double ct_now(void);

// ---- Signals

// Installs the handlers (INT TERM HUP QUIT WINCH TSTP CONT; one that was ignored stays ignored,
// HUP apart) and returns the read end of the pipe that gets a byte for each signal.
int ct_signals_open(void);
// Puts the former handlers back.
void ct_signals_close(void);
// Stops the process as SIGTSTP does by default; returns after SIGCONT.
void ct_stop_self(void);
// Ends the process by the signal's default action, so that a shell sees it.
_Noreturn void ct_end_by_signal(int signal);

// A descriptor that becomes readable after ct_wake(), which any thread may call at any time.
int ct_wake_open(void);
void ct_wake(void);
void ct_wake_clear(void);

// ---- The guard

// Starts it: crash handlers, a thread that ends the process when it does not act on a signal, a
// child that acts when the process was killed. `found` is the mode to go back to, `restore` the
// bytes that leave the screen. Nothing is given back before ct_guard_hold().
int ct_guard_open(int line, const struct termios *found, const char *restore, size_t length);
// From now on the terminal is ours and will be given back.
void ct_guard_hold(void);
// Gives it back now, throwing away what the terminal has not drawn if `discard`; false if that
// was done already.
bool ct_guard_release(bool discard);
// Ends the guard's helpers, after ct_guard_release().
void ct_guard_close(void);
// Writes to the terminal while it is held; does not wait. EPERM once it was given back.
ssize_t ct_guard_write(const void *bytes, size_t length);
// Gives the calling thread a stack of its own for crash handlers, so that an overflow of its
// stack is survived long enough to give the terminal back. Any thread.
void ct_guard_thread(void);

// ---- Stray messages

// Sends what is written to descriptors 1 and 2 into memory, where they are this terminal.
void ct_capture_open(int line);
// Puts them back and prints what was caught on the former descriptor 2, control characters made
// visible.
void ct_capture_close(void);

// ---- For tests: a child on a pseudo-terminal

typedef struct {
  pid_t pid;
  int master;
} ct_child;

// Starts `path` as leader of a session whose terminal is a new pseudo-terminal.
int ct_spawn(ct_child *child, const char *path, char *const arguments[], char *const environment[],
             int columns, int rows);
int ct_set_size(int master, int columns, int rows);
// waitpid() without waiting, stops included. Returns 0 while it runs, else 1 with `*how` one of
// 'x' (exit status), 's' (signal), 't' (stopped), and the number in `*code`.
int ct_child_state(pid_t pid, char *how, int *code);

#endif
