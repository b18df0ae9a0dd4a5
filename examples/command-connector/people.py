#!/usr/bin/env python3
"""A connector in Python: people and groups in a SQLite file. See docs/command-connector.md for the protocol.

It needs nothing but Python 3.8. Settings: {"database": "people.db"}, from the folder of the configuration on.
"""

import hashlib
import json
import os
import sqlite3
import sys
import uuid

CAPABILITIES = ["full-import", "delta-import", "export", "rename", "value-changes", "discovery", "passwords"]


def say(type, **more):
    """One message to the hub: one line of JSON. It is ASCII, so the encoding of the console does not matter."""
    sys.stdout.write(json.dumps({"type": type, **more}) + "\n")
    sys.stdout.flush()


class Refused(Exception):
    """Ends a request; `code` is one of the hub's."""

    def __init__(self, code, message, hint=None):
        super().__init__(message)
        self.code, self.hint = code, hint


class Store:
    """Objects, and a log of their changes whose numbers are the watermarks."""

    def __init__(self, path):
        if not os.path.exists(path):
            raise Refused("source.not-found", f"There is no database {path}.", "Create it with people.sql.")
        self.db = sqlite3.connect(path)

    def watermark(self):
        return str(self.db.execute("select coalesce(max(number), 0) from change").fetchone()[0])

    def objects(self):
        yield from map(self.delta, self.db.execute("select anchor, dn, type, attributes from object order by dn"))

    def changed(self, since):
        """What happened since a watermark: objects as they are now, and those that are gone."""
        last = int(self.watermark())
        if not since.isdigit() or int(since) > last:
            raise Refused("source.watermark-missing", f"There is no change {since}.", "Run a full import.")
        rows = self.db.execute("select anchor, dn from change where number > ? order by number", (since,))
        for anchor, dn in {row[0]: row for row in rows}.values():
            found = self.find(anchor=anchor)
            yield self.delta(found) if found else {"kind": "delete", "anchor": anchor, "dn": dn}

    @staticmethod
    def delta(row):
        anchor, dn, type, attributes = row
        return {"kind": "add", "anchor": anchor, "dn": dn, "objectType": type, "attributes": json.loads(attributes)}

    def find(self, anchor=None, dn=None):
        where, value = ("anchor = ?", anchor) if anchor else ("key = ?", normal(dn))
        return self.db.execute(f"select anchor, dn, type, attributes from object where {where}", (value,)).fetchone()

    def put(self, anchor, dn, type, attributes):
        row = (anchor, normal(dn), dn, type, json.dumps(attributes))
        self.db.execute("insert or replace into object (anchor, key, dn, type, attributes) values (?, ?, ?, ?, ?)", row)
        self.log(anchor, dn)

    def remove(self, anchor, dn):
        self.db.execute("delete from object where anchor = ?", (anchor,))
        self.log(anchor, dn)

    def log(self, anchor, dn):
        self.db.execute("insert into change (anchor, dn) values (?, ?)", (anchor, dn))
        self.db.commit()


def normal(dn):
    """Two spellings of a name that differ in case are one name. Directories know more of names than that."""
    return dn.lower()


def write(store, delta):
    """Makes one change. What a run that crashed may have sent already is success when it is so."""
    found = (delta.get("anchor") and store.find(anchor=delta["anchor"])) or store.find(dn=delta["dn"])
    again = delta.get("mayBeSent", False)
    if delta["kind"] == "add":
        if not found:
            anchor = str(uuid.uuid4())
            store.put(anchor, delta["dn"], delta["objectType"], delta["attributes"])
            return {"anchor": anchor}
        same = found[2] == delta["objectType"] and holds(json.loads(found[3]), delta["attributes"])
        if again and same:
            return {"anchor": found[0]}
        raise Refused("cd-existing-object", "There is an object of this name already.")
    if delta["kind"] == "delete":
        if found:
            store.remove(found[0], found[1])
        elif not again:
            raise Refused("cd-missing-object", "There is no such object.")
        return {}
    return modify(store, delta, found, again)


def holds(attributes, wanted):
    return all(set(values) <= set(attributes.get(name, [])) for name, values in wanted.items())


def modify(store, delta, found, again):
    new_dn = delta.get("newDn")
    if not found and again and new_dn:
        found = store.find(dn=new_dn)
    if not found:
        raise Refused("cd-missing-object", "There is no such object.")
    anchor, dn, type, attributes = found[0], found[1], found[2], json.loads(found[3])
    if new_dn:
        other = store.find(dn=new_dn)
        if other and other[0] != anchor:
            raise Refused("rename-to-existing-dn", f"There is another object named {new_dn}.")
    for name, changes in delta["changes"].items():
        values = changed(attributes.get(name, []), changes, again, name)
        if values:
            attributes[name] = values
        else:
            attributes.pop(name, None)
    store.put(anchor, new_dn or dn, type, attributes)
    return {}


def changed(values, changes, again, name):
    """The values after changes. Groups are large: a dictionary keeps their order and finds a value at once."""
    held = dict.fromkeys(values)
    for change in changes:
        if change["operation"] == "replace":
            held = dict.fromkeys(change["values"])
            continue
        is_add = change["operation"] == "add"
        for value in change["values"]:
            if (value in held) == is_add and not again:
                raise Refused("cd-existing-attribute-or-value" if is_add else "cd-error", f"{name} contradicts the change.")
            if is_add:
                held[value] = None
            else:
                held.pop(value, None)
    return list(held)


def discover(store):
    types = {}
    for delta in store.objects():
        seen = types.setdefault(delta["objectType"], {})
        for name, values in delta["attributes"].items():
            seen[name] = seen.get(name, False) or len(values) > 1
    return [
        {"name": name, "attributes": [{"name": each, "type": "string", "multivalued": many} for each, many in seen.items()]}
        for name, seen in types.items()
    ]


def hashed(password, salt):
    return hashlib.scrypt(password.encode(), salt=salt, n=1024, r=8, p=1).hex()


def set_password(store, request, password):
    target = request["target"]
    found = (target.get("anchor") and store.find(anchor=target["anchor"])) or store.find(dn=target["dn"])
    if not found:
        raise Refused("object-not-found", "There is no such object.")
    if "oldPassword" in request:
        held = store.db.execute("select salt, hash from password where anchor = ?", (found[0],)).fetchone()
        if not held or hashed(request["oldPassword"], held[0]) != held[1]:
            raise Refused("bad-password", "This is not the password.")
    salt = os.urandom(16)
    store.db.execute("insert or replace into password values (?, ?, ?)", (found[0], salt, hashed(password, salt)))
    store.db.commit()


def read(store, request):
    # Taken before reading: what changes meanwhile is told again rather than missed.
    watermark = store.watermark()
    deltas = store.objects() if request["mode"] == "full" else store.changed(request["watermark"])
    page = []
    for delta in deltas:
        page.append(delta)
        if len(page) == request["pageSize"]:
            say("page", id=request["id"], deltas=page)
            page = []
    say("page", id=request["id"], deltas=page)
    say("done", id=request["id"], watermark=watermark)


def answer(store, request):
    type, id = request["type"], request["id"]
    if type == "read":
        read(store, request)
    elif type == "write":
        for delta in request["deltas"]:
            try:
                say("result", id=id, ok=True, **write(store, delta))
            except Refused as refused:
                say("result", id=id, ok=False, code=refused.code, message=str(refused))
        say("done", id=id)
    elif type == "discover":
        say("done", id=id, types=discover(store))
    elif type == "test":
        count = store.db.execute("select count(*) from object").fetchone()[0]
        say("check", id=id, name="database", outcome="passed", message=f"The database has {count} objects.")
        say("done", id=id)
    elif type in ("set-password", "change-password"):
        try:
            set_password(store, request, request.get("newPassword", request.get("password")))
            say("done", id=id, ok=True)
        except Refused as refused:
            say("done", id=id, ok=False, code=refused.code, message=str(refused))
    else:
        raise Refused("source.malformed", f"There is no request {type}.")


def main():
    store = None
    # Ends when the hub closes the input, or says so.
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if request["type"] == "close":
            return
        if request["type"] == "cancel":
            continue  # Requests are answered one after the other: what is cancelled here has been answered.
        of = {"id": request["id"]} if "id" in request else {}
        try:
            if request["type"] == "hello":
                store = Store(request["settings"]["database"])
                say("hello", protocol=1, name="people.py", version="1.0", capabilities=CAPABILITIES, test=True)
            else:
                answer(store, request)
        except Refused as refused:
            hint = {"hint": refused.hint} if refused.hint else {}
            say("error", **of, code=refused.code, message=str(refused), **hint)
        except sqlite3.Error as error:
            say("error", **of, code="source.unreachable", message=str(error))


if __name__ == "__main__":
    main()
