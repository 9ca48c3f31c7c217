#define _GNU_SOURCE
#include "CTerminal.h"
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

int ct_spawn(ct_child *child, const char *path, char *const arguments[], char *const environment[],
             int columns, int rows) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  child->pid = forkpty(&child->master, 0, 0, &size);
  if (child->pid != 0) return child->pid < 0 ? -1 : 0;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, 0);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  close_range(3, ~0U, 0);
  execve(path, arguments, environment);
  _exit(127);
}

int ct_set_size(int master, int columns, int rows) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  return ioctl(master, TIOCSWINSZ, &size);
}

int ct_child_state(pid_t pid, char *how, int *code) {
  int status = 0;
  pid_t found = waitpid(pid, &status, WNOHANG | WUNTRACED);
  if (found <= 0) return (int)found;
  *how = WIFSTOPPED(status) ? 't' : WIFEXITED(status) ? 'x' : 's';
  *code = WIFSTOPPED(status) ? WSTOPSIG(status)
          : WIFEXITED(status) ? WEXITSTATUS(status)
                              : WTERMSIG(status);
  return 1;
}
