#define _GNU_SOURCE
#include "CTerminal.h"
#include "internal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// What is needed to give the terminal back. Written before `held` is first set, never after.
static int line = -1;
static struct termios found;
static char restore[512];
static size_t restore_length;

static atomic_bool held;
static atomic_int writers;
int ct_guard_alarm = -1;

// ---- Giving back

// Bytes to the guard child: what it should do when this process is gone.
enum { child_act = 'a', child_rest = 'r', child_end = 'e' };
static int child_link = -1;
static pid_t child = -1;

static void tell_child(char byte) {
  // Without SIGPIPE, should somebody have killed the child.
  if (child_link >= 0 && send(child_link, &byte, 1, MSG_NOSIGNAL) < 0) return;
}

static void discard_output(void) {
  tcflush(line, TCOFLUSH);
  // After ctrl-s nothing is taken, even by an empty queue; TCOON undoes only what TCOOFF did.
  tcflow(line, TCOOFF);
  tcflow(line, TCOON);
}

static void send_restore(bool discard) {
  if (discard) discard_output();
  if (!ct_write_all(line, restore, restore_length)) {
    // Nobody reads: what is queued will not be missed.
    discard_output();
    ct_write_all(line, restore, restore_length);
  }
  tcsetattr(line, TCSANOW, &found);
}

// May be called from a signal handler and from any thread; acts once for each hold.
static bool give_back(bool discard) {
  if (!atomic_exchange(&held, false)) return false;
  // A write that has begun ends before the last one of ours. It does not block, unless the
  // terminal could not be opened again, so the wait is bounded.
  for (int i = 0; i < 1000 && atomic_load(&writers) > 0; i++) poll(0, 0, 1);
  tell_child(child_rest);
  send_restore(discard);
  return true;
}

ssize_t ct_guard_write(const void *bytes, size_t length) {
  atomic_fetch_add(&writers, 1);
  ssize_t written = -1;
  if (atomic_load(&held)) {
    written = write(line, bytes, length);
  } else {
    errno = EPERM;
  }
  int kept = errno;
  atomic_fetch_sub(&writers, 1);
  errno = kept;
  return written;
}

// ---- Crashes

enum { fatal_count = 7, stack_size = 64 << 10 };
static const int fatal[fatal_count] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
static struct sigaction former[fatal_count];
static pthread_key_t stack_key;

// The runtime's own handler is not called: on a terminal it would wait for a key.
static void on_fatal(int number, siginfo_t *info, void *context) {
  (void)context;
  give_back(false);
  ct_capture_print();
  signal(number, SIG_DFL);
  // Sent, not caused: the instruction will not fail again by itself.
  if (info->si_code <= 0 || number == SIGABRT) raise(number);
}

static void free_stack(void *stack) {
  stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, 0);
  free(stack);
}

static void make_stack_key(void) { pthread_key_create(&stack_key, free_stack); }

void ct_guard_thread(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make_stack_key);
  stack_t current;
  if (sigaltstack(0, &current) || !(current.ss_flags & SS_DISABLE)) return;
  void *memory = malloc(stack_size);
  stack_t stack = {.ss_sp = memory, .ss_size = stack_size};
  if (!memory || sigaltstack(&stack, 0)) return free(memory);
  pthread_setspecific(stack_key, memory);
}

static void catch_crashes(void) {
  ct_guard_thread();
  for (int i = 0; i < fatal_count; i++) {
    struct sigaction action = {.sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(fatal[i], &action, &former[i]);
  }
}

static void leave_crashes(void) {
  for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &former[i], 0);
}

// ---- The thread that ends the process when the main thread does not

// Time that the main thread has to end by itself after a signal or the loss of the terminal.
static const double grace = 0.6;
static pthread_t watcher;
static bool watching;
static int alarm_pipe[2] = {-1, -1};

static int read_alarm(void) {
  unsigned char byte;
  while (read(alarm_pipe[0], &byte, 1) < 0 && errno == EINTR) continue;
  return byte;
}

static void *watch(void *unused) {
  (void)unused;
  int ending = 0;
  double deadline = 0;
  struct pollfd waited[2] = {{.fd = alarm_pipe[0], .events = POLLIN}, {.fd = line}};
  for (;;) {
    double left = (deadline - ct_now()) * 1000 + 1;
    if (poll(waited, 2, !ending ? -1 : left > 0 ? (int)left : 0) < 0) continue;
    int number = waited[0].revents ? read_alarm() : 0;
    if (waited[0].revents && number == 0) return 0;
    if (waited[1].revents) {
      waited[1].fd = -1;
      number = SIGHUP;
      ct_signals_push(SIGHUP);
    }
    if (number && !ending) {
      ending = number;
      deadline = ct_now() + grace;
    }
    if (ending && ct_now() >= deadline) {
      give_back(false);
      ct_capture_print();
      ct_end_by_signal(ending);
    }
  }
}

static int start_watching(void) {
  if (pipe2(alarm_pipe, O_NONBLOCK | O_CLOEXEC)) return -1;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 128 << 10);
  sigset_t all, kept;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &kept);
  watching = !pthread_create(&watcher, &attributes, watch, 0);
  pthread_sigmask(SIG_SETMASK, &kept, 0);
  pthread_attr_destroy(&attributes);
  ct_guard_alarm = alarm_pipe[1];
  return watching ? 0 : -1;
}

static void stop_watching(void) {
  ct_guard_alarm = -1;
  if (watching && write(alarm_pipe[1], "", 1) == 1) pthread_join(watcher, 0);
  watching = false;
  for (int i = 0; i < 2; i++) {
    if (alarm_pipe[i] >= 0) close(alarm_pipe[i]);
    alarm_pipe[i] = -1;
  }
}

// ---- The child that acts when this process was killed

static _Noreturn void be_child(int link) {
  setsid();
  prctl(PR_SET_NAME, "terminal-guard");
  for (int number = 1; number < NSIG; number++) signal(number, SIG_IGN);
  ct_child_keep(link, line);
  child_link = -1;
  atomic_store(&writers, 0);
  bool act = false;
  for (;;) {
    char byte;
    ssize_t count = read(link, &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    if (byte == child_end) _exit(0);
    act = byte == child_act;
  }
  if (act) {
    atomic_store(&held, true);
    give_back(false);
    ct_capture_print();
  }
  _exit(0);
}

static int start_child(void) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) return -1;
  // Handlers of ours must not run in the child before it ignores the signals.
  sigset_t all, kept;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &kept);
  child = fork();
  if (child == 0) {
    close(ends[1]);
    be_child(ends[0]);
  }
  pthread_sigmask(SIG_SETMASK, &kept, 0);
  close(ends[0]);
  if (child > 0) child_link = ends[1];
  else close(ends[1]);
  return child > 0 ? 0 : -1;
}

static void stop_child(void) {
  if (child <= 0) return;
  tell_child(child_end);
  close(child_link);
  child_link = -1;
  while (waitpid(child, 0, 0) < 0 && errno == EINTR) continue;
  child = -1;
}

// ---- Together

int ct_guard_open(int terminal, const struct termios *mode, const char *bytes, size_t length) {
  if (length > sizeof restore) return errno = ENOBUFS, -1;
  line = terminal;
  found = *mode;
  memcpy(restore, bytes, length);
  restore_length = length;
  // The child first: it inherits no thread and no handler.
  if (start_child() || start_watching()) return -1;
  catch_crashes();
  return 0;
}

void ct_guard_hold(void) {
  tell_child(child_act);
  atomic_store(&held, true);
}

bool ct_guard_release(bool discard) { return give_back(discard); }

void ct_guard_close(void) {
  leave_crashes();
  stop_watching();
  stop_child();
}
