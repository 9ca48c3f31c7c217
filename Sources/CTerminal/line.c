#define _GNU_SOURCE
#include "CTerminal.h"
#include "internal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

bool ct_same_terminal(int one, int other) {
  unsigned int first = 0, second = 0;
  return !ioctl(one, TIOCGDEV, &first) && !ioctl(other, TIOCGDEV, &second) && first == second;
}

// Opened again, because O_NONBLOCK belongs to the open file that the shell shares with us.
static int reopen(const char *path, int descriptor) {
  int line = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (line < 0) return -1;
  if (ct_same_terminal(line, descriptor)) return line;
  close(line);
  return -1;
}

int ct_line_open(int descriptor) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  int line = reopen(path, descriptor);
  char name[256];
  if (line < 0 && !ttyname_r(descriptor, name, sizeof name)) line = reopen(name, descriptor);
  // Another user's terminal (after su) cannot be opened by its name, but through this one.
  if (line < 0) line = reopen("/dev/tty", descriptor);
  return line >= 0 ? line : fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
}

bool ct_line_size(int line, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(line, TIOCGWINSZ, &size) || !size.ws_col || !size.ws_row) return false;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return true;
}

bool ct_in_foreground(int line) {
  pid_t group = tcgetpgrp(line);
  return group < 0 || group == getpgrp();
}

void ct_make_cell_mode(struct termios *mode) {
  mode->c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
  mode->c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | ISTRIP);
  mode->c_oflag &= ~(tcflag_t)OPOST;
  mode->c_cc[VMIN] = 1;
  mode->c_cc[VTIME] = 0;
}

int ct_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

int ct_memory_file(void) { return memfd_create("diffviz", MFD_CLOEXEC); }

double ct_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

bool ct_write_all(int descriptor, const char *bytes, size_t length) {
  int patience = 20;
  while (length > 0) {
    ssize_t written = write(descriptor, bytes, length);
    if (written > 0) {
      bytes += written;
      length -= (size_t)written;
    } else if (written < 0 && errno == EINTR) {
      continue;
    } else if (written < 0 && errno == EAGAIN && patience-- > 0) {
      struct pollfd room = {.fd = descriptor, .events = POLLOUT};
      poll(&room, 1, 10);
    } else {
      return false;
    }
  }
  return true;
}
