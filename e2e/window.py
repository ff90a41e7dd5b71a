"""Drives real windows by their accessible names (AT-SPI), one JSON request a line, one JSON answer a line.

Requests: {"op": ..., "pid": ..., "role": ..., "name": ..., "timeout": seconds}. `role` and `name` are regular
expressions over the whole role name and accessible name; `name` may be left out. Run it with the Debian python3 that
has python3-pyatspi, inside the session bus of the windows.
"""

import json
import re
import sys
import time

import pyatspi


def application(pid):
    for app in pyatspi.Registry.getDesktop(0):
        try:
            if app is not None and app.get_process_id() == pid:
                return app
        except Exception:  # an application that is just going
            continue
    return None


def walk(node, depth=0):
    if node is None or depth > 80:
        return
    yield node
    try:
        count = node.childCount
    except Exception:
        return
    for i in range(count):
        try:
            child = node.getChildAtIndex(i)
        except Exception:  # it went while we looked
            continue
        yield from walk(child, depth + 1)


def describe(node):
    try:
        role, name = node.getRoleName(), node.name or ""
    except Exception:
        return None
    text = ""
    try:
        text = node.queryText().getText(0, -1)
    except Exception:
        pass
    try:
        states = [pyatspi.stateToString(s) for s in node.getState().getStates()]
    except Exception:
        states = []
    return {"role": role, "name": name, "text": text, "states": states}


def matches(node, role, name):
    d = describe(node)
    if d is None or "showing" not in d["states"]:
        return None
    if role and not re.fullmatch(role, d["role"]):
        return None
    if name and not re.fullmatch(name, d["name"], re.S) and not re.fullmatch(name, d["text"], re.S):
        return None
    return d


def find(request):
    app = application(request["pid"])
    if app is None:
        return None, None
    for node in walk(app):
        d = matches(node, request.get("role"), request.get("name"))
        if d is not None:
            return node, d
    return None, None


def wait(request):
    until = time.monotonic() + request.get("timeout", 20)
    while True:
        node, d = find(request)
        if request.get("gone"):
            if node is None:
                return None, {"gone": True}
        elif node is not None:
            return node, d
        if time.monotonic() > until:
            raise LookupError("not there: " + json.dumps(request))
        time.sleep(0.1)


def press(request):
    node, d = wait(request)
    actions = node.queryAction()
    for i in range(actions.nActions):
        if actions.getName(i) in ("click", "press", "activate", "jump", "do default", "toggle", "check", ""):
            actions.doAction(i)
            return d
    if actions.nActions:
        actions.doAction(0)
        return d
    raise LookupError("no action: " + json.dumps(request))


def focus(request):
    node, d = wait(request)
    node.queryComponent().grabFocus()
    x, y, w, h = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    d["box"] = [x, y, w, h]
    return d


def tree(request):
    app = application(request["pid"])
    out = []
    for node in walk(app):
        d = describe(node)
        if d is not None and "showing" in d["states"]:
            out.append(d)
    return out


OPS = {
    "wait": lambda r: wait(r)[1],
    "press": press,
    "focus": focus,
    "tree": tree,
}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"ok": OPS[request["op"]](request)}
        except Exception as failure:
            answer = {"error": f"{type(failure).__name__}: {failure}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
