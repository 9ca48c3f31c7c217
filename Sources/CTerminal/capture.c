#define _GNU_SOURCE
#include "CTerminal.h"
#include "internal.h"
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// More than this of stray output is not worth printing after the view.
enum { most = 1 << 16 };

static int caught = -1;
static int former[3] = {-1, -1, -1};
static atomic_bool active;

void ct_capture_open(int line) {
  fflush(stdout);
  fflush(stderr);
  caught = ct_memory_file();
  if (caught < 0) return;
  for (int target = 1; target <= 2; target++) {
    if (!ct_same_terminal(target, line)) continue;
    former[target] = fcntl(target, F_DUPFD_CLOEXEC, 3);
    if (former[target] >= 0) dup2(caught, target);
  }
  atomic_store(&active, true);
}

// UTF-8 for a control byte: its picture, or the replacement character for one of the C1 set.
static size_t visible(unsigned char byte, char *out) {
  unsigned int scalar = byte == 0x7F ? 0x2421 : byte < 0x20 ? 0x2400u + byte : 0xFFFD;
  out[0] = (char)(0xE0 | scalar >> 12);
  out[1] = (char)(0x80 | (scalar >> 6 & 0x3F));
  out[2] = (char)(0x80 | (scalar & 0x3F));
  return 3;
}

static void print_harmless(int descriptor, off_t end) {
  unsigned char in[512], previous = 0;
  char out[3 * sizeof in + 3];
  for (off_t at = 0; at < end;) {
    ssize_t count = pread(caught, in, sizeof in, at);
    if (count <= 0) return;
    size_t length = 0;
    for (ssize_t i = 0; i < count; i++) {
      unsigned char byte = in[i];
      bool plain = byte == '\n' || byte == '\t' || (byte >= 0x20 && byte != 0x7F);
      if (previous == 0xC2 && byte >= 0x80 && byte < 0xA0) {
        length += visible(byte, out + length);
      } else if (byte != 0xC2) {
        if (previous == 0xC2) out[length++] = (char)previous;
        if (plain) out[length++] = (char)byte;
        else length += visible(byte, out + length);
      }
      previous = byte;
    }
    ct_write_all(descriptor, out, length);
    at += count;
  }
}

void ct_capture_print(void) {
  if (!atomic_exchange(&active, false)) return;
  off_t end = lseek(caught, 0, SEEK_END);
  int target = former[2] >= 0 ? former[2] : former[1];
  if (former[1] >= 0) dup2(former[1], 1);
  if (former[2] >= 0) dup2(former[2], 2);
  if (target >= 0) print_harmless(target, end < most ? end : most);
}

void ct_child_keep(int link, int line) {
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int target = 0; target <= 2 && null >= 0; target++) dup2(null, target);
  int most_kept = 2;
  int kept[] = {link, line, caught, former[1], former[2]};
  enum { kept_count = sizeof kept / sizeof *kept };
  for (int i = 0; i < kept_count; i++)
    if (kept[i] > most_kept) most_kept = kept[i];
  for (int descriptor = 3; descriptor < most_kept; descriptor++) {
    bool keep = false;
    for (int i = 0; i < kept_count; i++) keep |= kept[i] == descriptor;
    if (!keep) close(descriptor);
  }
  close_range((unsigned)most_kept + 1, ~0U, 0);
}

void ct_capture_close(void) {
  fflush(stdout);
  fflush(stderr);
  ct_capture_print();
  for (int target = 1; target <= 2; target++) {
    if (former[target] >= 0) close(former[target]);
    former[target] = -1;
  }
  if (caught >= 0) close(caught);
  caught = -1;
}
