#define _GNU_SOURCE
#include "CTerminal.h"
#include "internal.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { count = 7 };
static const int caught[count] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};
static struct sigaction former[count];
static bool installed[count];
static int signal_pipe[2] = {-1, -1};
static int wake_pipe[2] = {-1, -1};

static bool is_end(int signal) {
  return signal == SIGINT || signal == SIGTERM || signal == SIGHUP || signal == SIGQUIT;
}

static void put_byte(int descriptor, unsigned char byte) {
  // A full pipe has woken its reader already.
  if (descriptor >= 0 && write(descriptor, &byte, 1) < 0) return;
}

void ct_signals_push(int signal) { put_byte(signal_pipe[1], (unsigned char)signal); }

static void on_signal(int signal) {
  int kept = errno;
  ct_signals_push(signal);
  if (is_end(signal)) put_byte(ct_guard_alarm, (unsigned char)signal);
  errno = kept;
}

static void install(int index) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(caught[index], &action, 0);
  installed[index] = true;
}

static void drain(int descriptor) {
  char bytes[64];
  while (read(descriptor, bytes, sizeof bytes) > 0) continue;
}

int ct_signals_open(void) {
  if (signal_pipe[0] < 0 && pipe2(signal_pipe, O_NONBLOCK | O_CLOEXEC)) return -1;
  drain(signal_pipe[0]);
  for (int i = 0; i < count; i++) {
    sigaction(caught[i], 0, &former[i]);
    bool ignored = former[i].sa_handler == SIG_IGN && caught[i] != SIGWINCH && caught[i] != SIGCONT;
    if (!ignored) install(i);
  }
  return signal_pipe[0];
}

void ct_signals_close(void) {
  for (int i = 0; i < count; i++) {
    if (installed[i]) sigaction(caught[i], &former[i], 0);
    installed[i] = false;
  }
}

static void unblock(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, 0);
}

void ct_stop_self(void) {
  struct sigaction standard = {.sa_handler = SIG_DFL}, kept;
  sigemptyset(&standard.sa_mask);
  sigaction(SIGTSTP, &standard, &kept);
  unblock(SIGTSTP);
  kill(getpid(), SIGTSTP);
  sigaction(SIGTSTP, &kept, 0);
}

void ct_end_by_signal(int number) {
  signal(number, SIG_DFL);
  unblock(number);
  kill(getpid(), number);
  // Where even that is no end: a process that is the first of its container.
  _exit(128 + number);
}

int ct_wake_open(void) {
  // Never closed: a thread may wake us at any time, and the descriptor must stay ours.
  if (wake_pipe[0] < 0 && pipe2(wake_pipe, O_NONBLOCK | O_CLOEXEC)) return -1;
  return wake_pipe[0];
}

void ct_wake(void) { put_byte(wake_pipe[1], 1); }

void ct_wake_clear(void) { drain(wake_pipe[0]); }
