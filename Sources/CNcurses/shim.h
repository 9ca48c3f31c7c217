// What Swift cannot import from <ncurses.h>, as inline functions and constants.
#ifndef CNCURSES_SHIM_H
#define CNCURSES_SHIM_H
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <string.h>
#include <term.h>

static const attr_t nc_bold = WA_BOLD, nc_reverse = WA_REVERSE;

static inline WINDOW *nc_stdscr(void) { return stdscr; }
static inline WINDOW *nc_curscr(void) { return curscr; }
static inline int nc_color_pairs(void) { return COLOR_PAIRS; }

// A cell as setcchar() would build it, without the call.
static inline cchar_t nc_cell(wchar_t scalar, attr_t attributes, int pair) {
  cchar_t cell;
  memset(&cell, 0, sizeof cell);
  cell.chars[0] = scalar;
  cell.attr = attributes | (attr_t)COLOR_PAIR(pair > 255 ? 255 : pair);
  cell.ext_color = pair;
  return cell;
}

// The position of a capability in a compiled terminal description, or -1.
static inline int nc_index(NCURSES_CONST char *const *names, const char *name) {
  for (int i = 0; names[i]; i++)
    if (!strcmp(names[i], name)) return i;
  return -1;
}
static inline int nc_boolean_index(const char *name) { return nc_index(boolnames, name); }
static inline int nc_number_index(const char *name) { return nc_index(numnames, name); }
static inline int nc_string_index(const char *name) { return nc_index(strnames, name); }

// A string capability of the description loaded by setupterm(), or null where it has none.
static inline const char *nc_string(const char *name) {
  const char *value = tigetstr((NCURSES_CONST char *)name);
  return value == (const char *)-1 ? 0 : value;
}
static inline int nc_boolean(const char *name) { return tigetflag((NCURSES_CONST char *)name) > 0; }
static inline int nc_number(const char *name) { return tigetnum((NCURSES_CONST char *)name); }

// A capability with one number filled in.
static inline const char *nc_expand(const char *capability, int number) {
  return tiparm(capability, number);
}

// Frees the description loaded by setupterm().
static inline void nc_forget_description(void) {
  TERMINAL *loaded = cur_term;
  if (loaded) del_curterm(loaded);
}
#endif
