/* Closes the window of a name as its own button does: the program is asked, and may do what it does then. */
#include <X11/Xlib.h>
#include <stdio.h>
#include <string.h>

static Window named(Display *display, Window under, const char *name) {
  char *has = NULL;
  if (XFetchName(display, under, &has) && has) {
    int same = strcmp(has, name) == 0;
    XFree(has);
    Atom *protocols = NULL;
    int count = 0;
    if (same && XGetWMProtocols(display, under, &protocols, &count)) {
      XFree(protocols);
      return under;
    }
  }
  Window root, parent, *children = NULL, found = None;
  unsigned int count = 0;
  if (!XQueryTree(display, under, &root, &parent, &children, &count)) return None;
  for (unsigned int i = 0; i < count && found == None; i++) found = named(display, children[i], name);
  if (children) XFree(children);
  return found;
}

int main(int argc, char **argv) {
  Display *display = XOpenDisplay(NULL);
  if (argc != 2 || !display) return 2;
  Window window = named(display, DefaultRootWindow(display), argv[1]);
  if (window == None) return 1;
  XEvent event;
  memset(&event, 0, sizeof event);
  event.xclient.type = ClientMessage;
  event.xclient.window = window;
  event.xclient.message_type = XInternAtom(display, "WM_PROTOCOLS", False);
  event.xclient.format = 32;
  event.xclient.data.l[0] = (long)XInternAtom(display, "WM_DELETE_WINDOW", False);
  event.xclient.data.l[1] = CurrentTime;
  XSendEvent(display, window, False, NoEventMask, &event);
  XCloseDisplay(display);
  return 0;
}
