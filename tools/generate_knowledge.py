#!/usr/bin/env python3
"""Turns knowledge/*.yaml and knowledge/images/*.yaml into one C++ file of constant tables.

Every row is checked on the way: an unknown key, a missing source or date, a value of the wrong kind is an error with its
file and line. Only what changed is written, so that nothing is compiled needlessly. docs/knowledge.md describes the rows.
"""

import argparse
import inspect
import pathlib
import re
import sys

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadRow(Exception):
    """A row that cannot be used; the text has its place."""


class Item:
    """A YAML value with its place. `value` is a str, a list of Item or a dict of str to Item; empty scalars are ''."""

    def __init__(self, node, path):
        self.path, self.line = path, node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            self.value = {}
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise BadRow(f"{path}:{key.start_mark.line + 1}: a key must be a plain word")
                if key.value in self.value:
                    raise BadRow(f"{path}:{key.start_mark.line + 1}: `{key.value}` is given twice")
                self.value[key.value] = Item(value, path)
        elif isinstance(node, yaml.SequenceNode):
            self.value = [Item(each, path) for each in node.value]
        else:
            self.value = "" if node.tag == "tag:yaml.org,2002:null" else node.value

    def error(self, text):
        return BadRow(f"{self.path}:{self.line}: {text}")

    def mapping(self, *allowed, required=()):
        if not isinstance(self.value, dict):
            raise self.error("a mapping belongs here")
        for key, item in self.value.items():
            if allowed and key not in allowed and key not in required:
                raise item.error(f"unknown key `{key}`; known: {', '.join(sorted({*allowed, *required}))}")
        for key in required:
            if key not in self.value:
                raise self.error(f"`{key}` is missing")
        return self.value

    def items(self):
        if not isinstance(self.value, list):
            raise self.error("a list belongs here")
        return self.value

    def text(self):
        if not isinstance(self.value, str):
            raise self.error("a text belongs here")
        if re.search(r"[\x00-\x1f]", self.value):
            raise self.error("a text of one line belongs here")
        return self.value

    def texts(self):
        result = [each.text() for each in self.items()]
        if len(set(result)) != len(result):
            twice = next(each for each in result if result.count(each) > 1)
            raise self.error(f"`{twice}` is listed twice")
        return result

    def flag(self):
        if self.value not in ("true", "false"):
            raise self.error("true or false belongs here")
        return self.value == "true"

    def number(self, largest=65535):
        if not isinstance(self.value, str) or not self.value.isdigit() or int(self.value) > largest:
            raise self.error(f"a number up to {largest} belongs here")
        return int(self.value)

    def one_of(self, words):
        if self.text() not in words:
            raise self.error(f"`{self.value}` is none of {', '.join(words)}")
        return self.value

    def day(self, partial=False):
        pattern = r"\d{4}-\d{2}(-\d{2})?" if partial else r"\d{4}-\d{2}-\d{2}"
        if not re.fullmatch(pattern, self.text()):
            raise self.error(f"`{self.value}` is no date such as 2026-11-22")
        return self.value

    def source(self):
        if not re.fullmatch(r"https://\S+", self.text()):
            raise self.error("a source is the https address of a page or repository")
        return self.value


def load(path, root):
    shown = path.relative_to(root.parent)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadRow(f"{shown}:{mark.line + 1 if mark else 1}: {getattr(error, 'problem', error)}") from error
    if node is None:
        raise BadRow(f"{shown}:1: the file is empty")
    return Item(node, shown)


# ---- C++ text ------------------------------------------------------------------------------------------------------


def literal(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"sv'


class Raw(str):
    """C++ that is emitted as it stands."""


def expression(value):
    if isinstance(value, Raw):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return literal(value)


def aggregate(fields):
    """A designated initialiser; what equals the default stays out."""
    return "{" + ", ".join(f".{name} = {expression(value)}" for name, value in fields
                           if isinstance(value, Raw) or value not in ("", False, 0)) + "}"


class Output:
    def __init__(self):
        self.lists, self.text = {}, []

    def list_of(self, kind, rows):
        """The name of an array with these rows, shared by all that have the same ones."""
        if not rows:
            return Raw("{}")
        body = ",\n    ".join(rows) if kind != "std::string_view" else ", ".join(rows)
        key = (kind, body)
        if key not in self.lists:
            self.lists[key] = f"list_{len(self.lists)}"
            self.text.append(f"constexpr {kind} {self.lists[key]}[] = {{{body}}};")
        return Raw(self.lists[key])

    def words(self, texts):
        return self.list_of("std::string_view", [literal(text) for text in texts])

    def set_of(self, texts):
        """Words that are looked for one by one."""
        return Raw(f"WordSet{{{self.words(sorted(texts))}}}") if texts else Raw("{}")

    def word_set(self, name, texts):
        """A table of such words."""
        self.text.append(f"constinit const WordSet tables::{name} = {self.set_of(texts)};")

    def table(self, kind, name, rows):
        if rows:
            body = ",\n    ".join(rows)
            self.text.append(f"constexpr {kind} {name}_rows[] = {{\n    {body}}};")
        self.text.append(f"constinit const std::span<const {kind}> tables::{name}{{{name + '_rows' if rows else ''}}};")


SEVERITIES = ("info", "low", "medium", "high", "critical")


def severity(item):
    return Raw("Severity::" + item.one_of(SEVERITIES))


def version_key(text):
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"[.-]", text)]


def release_lines(text, item):
    """`18..`, `..17`, `17..18` or a single line; `rootless` for tags with that part, `!rootless` for those without."""
    if part := re.fullmatch(r"(!?)([a-z]+)", text):
        return Raw(aggregate([("first", (part[1] or "=") + part[2])]))
    first, dots, last = text.partition("..")
    if not dots:
        last = first
    if not (first or last) or not all(re.fullmatch(r"(\d+(\.\d+)*)?", each) for each in (first, last)):
        raise item.error("release lines are `18..`, `..17`, `17..18` or `17`")
    return Raw(aggregate([("first", first), ("last", last)]))


def version_range(item):
    return Raw("{}") if item is None else release_lines(item.text(), item)


def proven(row):
    """The source and date that every row carries."""
    row["source"].source()
    return row["date"].day()


# ---- Images --------------------------------------------------------------------------------------------------------

IMAGE_KINDS = ("other", "database", "cache", "broker", "search", "object_store", "proxy", "certificates", "identity",
               "monitoring", "logging", "admin_ui", "ci_runner", "ai_server", "language", "distribution", "web_app",
               "socket_proxy", "backup", "mail", "vpn", "storage")
IMAGE_KEYS = ("aliases", "user", "runtime_user", "root_required", "working_dir", "entrypoint", "command", "stop_signal",
              "ports", "data", "optional_paths", "writable_paths", "wrong_mounts", "variants", "variables",
              "variables_complete", "variable_prefix", "program", "options", "options_complete", "options_until", "option_style", "command_is_options",
              "hazards", "refusals", "authentication", "authentication_settings", "memory_option", "eviction_option", "has_probe",
              "probe", "probe_path", "probe_port", "probe_needs", "state_elsewhere", "capabilities", "needs_engine_socket", "needs_internet", "takes_large_bodies",
              "one_shot",
              "has_shell", "end_of_life_product")
OPTION_STYLES = ("plain", "ignore_case", "mysql", "postgres", "kingpin", "go_flag")
REFUSAL_CONDITION = re.compile(r"!?command|command=[^ ]+|!?--?[^ ]+|!/[^ ]+|![A-Za-z_][\w.|-]*|[A-Za-z_][\w.-]*(!?=.*|!?~.+|<\d+)?")
REPOSITORY = re.compile(r"[a-z0-9.-]+(:\d+)?(/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*")


def read_bases(item):
    bases = {}
    for name, row in item.mapping().items():
        fields = row.mapping("tools", "missing", "shell", "package_manager", "tag_words", required=("source", "date"))
        proven(fields)
        bases[name] = row
        overlap = set(texts(fields, "tools")) & set(texts(fields, "missing"))
        if overlap:
            raise row.error(f"both present and missing: {', '.join(sorted(overlap))}")
    return bases


def texts(fields, key):
    return fields[key].texts() if key in fields else []


def text(fields, key):
    return fields[key].text() if key in fields else ""


def variant_row(out, match, item, bases):
    """`match` is the word of a tag, with release lines after a space where the variant holds for some only."""
    fields = item.mapping("tools", "missing", "shell", "package_manager", "user", "uid", required=("base",))
    if fields["base"].text() not in bases:
        raise fields["base"].error(f"no row `{fields['base'].text()}` in bases.yaml")
    base = bases[fields["base"].text()].value
    own, lost = texts(fields, "tools"), texts(fields, "missing")
    both = set(own) & set(lost)
    if both:
        raise item.error(f"both present and missing: {', '.join(sorted(both))}")
    tools = sorted((set(texts(base, "tools")) | set(own)) - set(lost))
    missing = sorted((set(texts(base, "missing")) | set(lost)) - set(own))
    match, _, lines = match.partition(" ")
    return aggregate([
        ("match", match), ("versions", release_lines(lines, item) if lines else Raw("{}")), ("base", fields["base"].text()), ("tools", out.words(tools)), ("missing", out.words(missing)),
        ("shell", text(fields, "shell") or text(base, "shell")),
        ("package_manager", text(fields, "package_manager") or text(base, "package_manager")),
        ("user", text(fields, "user")), ("runtime_uid", text(fields, "uid")),
    ])


def image_data(out, item):
    """Plain paths hold for every release line; with `versions` they are places."""
    plain, places = [], []
    for each in item.items():
        if isinstance(each.value, str):
            plain.append(each)
            places.append((each.text(), Raw("{}"), ""))
            continue
        fields = each.mapping("versions", "variable", required=("path",))
        places.append((fields["path"].text(), version_range(fields.get("versions")), text(fields, "variable")))
        newest = "versions" not in fields or fields["versions"].text().endswith("..") or fields["versions"].text().startswith("!")
        if newest:
            plain.append(fields["path"])
    for path, _, _ in places:
        if not path.startswith("/"):
            raise item.error(f"`{path}` is no absolute path")
    if len(plain) == len(places) and not any(variable for _, _, variable in places):
        places = []
    rows = [aggregate([("path", path), ("versions", versions), ("variable", variable)])
            for path, versions, variable in places]
    return out.words([each.text() for each in plain]), out.list_of("DataPlace", rows)


def image_options(item):
    """`flags` take no value, `values` do; `only` says which release lines have those that not all have."""
    fields = item.mapping("flags", "values", "only")
    options, lines = {}, {}
    for key in ("flags", "values"):
        for name in fields[key].texts() if key in fields else []:
            if name in options:
                raise fields[key].error(f"`{name}` is listed twice")
            options[name] = key == "values"
    for range_text, names in (fields["only"].mapping() if "only" in fields else {}).items():
        for name in names.texts():
            if name not in options or name in lines:
                raise names.error(f"`{name}` is listed twice here, or not above")
            lines[name] = release_lines(range_text, names)
    return [aggregate([("name", name), ("takes_value", takes), ("versions", lines.get(name, Raw("{}")))])
            for name, takes in sorted(options.items())]


def image_row(out, item, bases):
    row = item.mapping(*IMAGE_KEYS, required=("name", "kind", "title", "source", "date"))
    proven(row)
    for name in [row["name"].text()] + texts(row, "aliases"):
        if not REPOSITORY.fullmatch(name) or name.startswith(("docker.io/", "library/")):
            raise row["name"].error(f"`{name}` is no repository as images are looked up by")

    ports = []
    for key, purpose in (row["ports"].mapping() if "ports" in row else {}).items():
        match = re.fullmatch(r"(\d+)(/(tcp|udp))?", key)
        if not match or int(match[1]) > 65535:
            raise purpose.error(f"`{key}` is no port such as 53/udp")
        ports.append(aggregate([("port", int(match[1])), ("protocol", match[3] or "tcp"), ("purpose", purpose.text())]))

    data_paths, data_places = image_data(out, row["data"]) if "data" in row else (Raw("{}"), Raw("{}"))

    wrong = []
    for each in row["wrong_mounts"].items() if "wrong_mounts" in row else []:
        fields = each.mapping("versions", required=("path", "effect", "why"))
        wrong.append(aggregate([
            ("path", fields["path"].text()), ("versions", version_range(fields.get("versions"))),
            ("effect", Raw("WrongMount::Effect::" + fields["effect"].one_of(("lost", "stops", "hidden")))),
            ("why", fields["why"].text())]))

    variants = [variant_row(out, match, each, bases) for match, each in
                (row["variants"].mapping() if "variants" in row else {}).items()]
    if variants and not any(key.partition(" ")[0] == "" for key in row["variants"].value):
        raise row["variants"].error("the default variant, \"\", is missing")

    variables = []
    for name, each in sorted((row["variables"].mapping() if "variables" in row else {}).items()):
        fields = {} if each.value == "" else each.mapping("required", "group", "secret", "file", "weak", "default")
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.*-]*", name) or name.count("*") > 1:
            raise each.error(f"`{name}` is no variable name")
        variables.append(aggregate([
            ("name", name), ("required", "required" in fields and fields["required"].flag()),
            ("group", text(fields, "group")), ("secret", "secret" in fields and fields["secret"].flag()),
            ("file_variant", "file" in fields and fields["file"].flag()), ("weak_value", text(fields, "weak")),
            ("default_value", text(fields, "default"))]))

    option_rows = image_options(row["options"]) if "options" in row else []

    hazards = []
    for each in row["hazards"].items() if "hazards" in row else []:
        fields = each.mapping("option", "variable", "value", "unless", "versions", "port", "stops", "in_memory",
                              required=("severity", "effect"))
        if ("option" in fields) == ("variable" in fields):
            raise each.error("a hazard has an option or a variable")
        if "unless" in fields and "variable" not in fields:
            raise each.error("`unless` goes with a variable")
        # A value that is there and empty means the empty one; without a value any is meant.
        value = "=" if "value" in fields and not text(fields, "value") else text(fields, "value")
        hazards.append(aggregate([
            ("option", text(fields, "option")), ("variable", text(fields, "variable")), ("value", value),
            ("versions", version_range(fields.get("versions"))),
            ("port", fields["port"].number() if "port" in fields else 0), ("severity", severity(fields["severity"])),
            ("stops", "stops" in fields and fields["stops"].flag()),
            ("in_memory", "in_memory" in fields and fields["in_memory"].flag()), ("effect", fields["effect"].text())]))

    refusals = []
    for each in row["refusals"].items() if "refusals" in row else []:
        fields = each.mapping("versions", required=("when", "why"))
        for condition in fields["when"].items():
            if not REFUSAL_CONDITION.fullmatch(condition.text()):
                raise condition.error(f"`{condition.text()}` is no condition as docs/knowledge.md lists them")
        refusals.append(aggregate([
            ("when", out.words(texts(fields, "when"))), ("versions", version_range(fields.get("versions"))),
            ("why", fields["why"].text())]))

    probe = text(row, "probe")
    if probe:
        parsed = yaml.load(probe, Loader)
        if not isinstance(parsed, list) or parsed[0] not in ("CMD", "CMD-SHELL", "NONE") or len(parsed) < 2:
            raise row["probe"].error("a probe is a Compose test such as [CMD, redis-cli, ping]")

    def flag(key, default=False):
        return row[key].flag() if key in row else default

    return aggregate([
        ("name", row["name"].text()), ("aliases", out.words(sorted(texts(row, "aliases")))),
        ("kind", Raw("ImageKind::" + row["kind"].one_of(IMAGE_KINDS))), ("title", row["title"].text()),
        ("user", text(row, "user")), ("runtime_user", text(row, "runtime_user")),
        ("root_required", flag("root_required")), ("working_dir", text(row, "working_dir")),
        ("entrypoint", out.words(repeated(row, "entrypoint"))), ("command", out.words(repeated(row, "command"))),
        ("stop_signal", text(row, "stop_signal")), ("ports", out.list_of("ImagePort", ports)), ("data_paths", data_paths),
        ("data_places", data_places), ("optional_paths", out.words(texts(row, "optional_paths"))),
        ("writable_paths", out.words(texts(row, "writable_paths"))), ("wrong_mounts", out.list_of("WrongMount", wrong)),
        ("variants", out.list_of("ImageVariant", variants)), ("variables", out.list_of("ImageVariable", variables)),
        ("variables_complete", flag("variables_complete")), ("variable_prefix", text(row, "variable_prefix")),
        ("program", text(row, "program")), ("options", out.list_of("ImageOption", option_rows)),
        ("options_complete", flag("options_complete")), ("options_until", text(row, "options_until")),
        ("option_style", Raw("OptionStyle::" + (row["option_style"].one_of(OPTION_STYLES)
                                                if "option_style" in row else "plain"))),
        ("command_is_options", flag("command_is_options")),
        ("hazards", out.list_of("Hazard", hazards)), ("refusals", out.list_of("Refusal", refusals)),
        ("authentication", Raw("Authentication::" + (row["authentication"].one_of(
            ("unknown", "none", "optional", "builtin", "required")) if "authentication" in row else "unknown"))),
        ("authentication_settings", out.words(texts(row, "authentication_settings"))),
        ("memory_option", text(row, "memory_option")), ("eviction_option", text(row, "eviction_option")),
        ("has_probe", flag("has_probe")), ("probe", probe), ("probe_path", text(row, "probe_path")),
        ("probe_port", row["probe_port"].number() if "probe_port" in row else 0),
        ("state_elsewhere", text(row, "state_elsewhere")), ("probe_needs", text(row, "probe_needs")), ("capabilities", out.words(texts(row, "capabilities"))),
        ("needs_engine_socket", flag("needs_engine_socket")), ("needs_internet", flag("needs_internet")),
        ("takes_large_bodies", flag("takes_large_bodies")),
        ("one_shot", flag("one_shot")),
        ("has_shell", Raw("false") if not flag("has_shell", True) else Raw("true")),
        ("end_of_life_product", text(row, "end_of_life_product")), ("source", row["source"].text()),
        ("date", row["date"].text()),
    ])


def harmless_rows(out, images):
    """`unless` of hazards: one row for a variable of an image, whatever its values."""
    rows = {}
    for item in images:
        for each in item.value["hazards"].items() if "hazards" in item.value else []:
            if "unless" not in each.value:
                continue
            key = (item.value["name"].text(), each.value["variable"].text())
            names = each.value["unless"].texts()
            if rows.setdefault(key, names) != names:
                raise each.error(f"`{key[1]}` has another `unless` above")
    return [aggregate([("image", image), ("variable", variable), ("names", out.words(names))])
            for (image, variable), names in sorted(rows.items())]


def repeated(fields, key):
    """A command line, in which a word may come twice."""
    return [each.text() for each in fields[key].items()] if key in fields else []


def write_images(out, root):
    bases = read_bases(load(root / "bases.yaml", root))
    rows, names, products = [], {}, {}
    for path in sorted((root / "images").glob("*.yaml")):
        item = load(path, root)
        rows.append((item.value["name"].text() if isinstance(item.value, dict) and "name" in item.value else "", item,
                     image_row(out, item, bases)))
    rows.sort(key=lambda each: each[0])
    for index, (name, item, _) in enumerate(rows):
        for each in [name] + texts(item.value, "aliases"):
            if each in names:
                raise item.error(f"`{each}` has a row already")
            names[each] = index
        if "end_of_life_product" in item.value:
            products[item.value["end_of_life_product"].text()] = item.value["end_of_life_product"]
    out.table("Image", "images", [row for _, _, row in rows])
    out.table("tables::HarmlessWith", "harmless_with", harmless_rows(out, [item for _, item, _ in rows]))
    words = {word: text(row.value, "package_manager") for row in bases.values() for word in texts(row.value, "tag_words")}
    out.table("tables::TagWord", "tag_words",
              [aggregate([("word", word), ("package_manager", manager)]) for word, manager in sorted(words.items())])
    out.table("tables::ImageName", "image_names",
              [aggregate([("name", name), ("image", index)]) for name, index in sorted(names.items())])
    return products


# ---- The other tables ------------------------------------------------------------------------------------------------


def write_retired(out, root):
    rows = {}
    for item in load(root / "retired_images.yaml", root).items():
        row = item.mapping("successor", "since", required=("name", "status", "why", "source", "date"))
        proven(row)
        if row["name"].text() in rows:
            raise item.error(f"`{row['name'].text()}` has a row already")
        if "since" in row:
            row["since"].day(partial=True)
        status = row["status"].one_of(("deprecated", "renamed", "abandoned", "removed", "moved"))
        rows[row["name"].text()] = aggregate([
            ("name", row["name"].text()), ("status", Raw("RetiredImage::Status::" + status)),
            ("successor", text(row, "successor")), ("since", text(row, "since")), ("why", row["why"].text()),
            ("source", row["source"].text()), ("date", row["date"].text())])
    out.table("RetiredImage", "retired_images", [rows[name] for name in sorted(rows)])


def write_cycles(out, root, products):
    item = load(root / "end_of_life.yaml", root)
    top = item.mapping(required=("date", "products"))
    out.text.append(f"constinit const std::string_view tables::date = {literal(top['date'].day())};")
    rows = []
    known = top["products"].mapping()
    for name, reference in products.items():
        if name not in known:
            raise reference.error(f"no product `{name}` in end_of_life.yaml")
    for product, each in known.items():
        fields = each.mapping("policy", required=("latest", "cycles", "source", "date"))
        proven(fields)
        lines = fields["cycles"].mapping()
        if fields["latest"].text() not in {"", *lines}:
            raise fields["latest"].error(f"`{fields['latest'].text()}` is no line of {product}")
        for line, entry in lines.items():
            end, codename = entry, ""
            if isinstance(entry.value, dict):
                entry.mapping("codename", required=("end",))
                end, codename = entry.value["end"], text(entry.value, "codename")
            rows.append((product, line, aggregate([
                ("product", product), ("cycle", line), ("codename", codename),
                ("end_of_life", end.day() if end.value else ""), ("latest", fields["latest"].text())])))
    rows.sort(key=lambda row: version_key(row[1]), reverse=True)
    rows.sort(key=lambda row: row[0])
    out.table("Cycle", "cycles", [row for _, _, row in rows])


def write_controls(out, root):
    rows = []
    for item in load(root / "controls.yaml", root).items():
        fields = item.mapping(required=("standard", "version", "items", "source", "date"))
        proven(fields)
        seen = set()
        for each in fields["items"].items():
            row = each.mapping("provable", required=("id", "title"))
            if row["id"].text() in seen:
                raise each.error(f"{row['id'].text()} is listed twice")
            seen.add(row["id"].text())
            rows.append((fields["standard"].text(), fields["version"].text(), aggregate([
                ("standard", fields["standard"].text()), ("version", fields["version"].text()), ("id", row["id"].text()),
                ("title", row["title"].text()),
                ("provable", Raw("false" if "provable" in row and not row["provable"].flag() else "true"))])))
    rows.sort(key=lambda row: row[:2])
    out.table("Control", "controls", [row for _, _, row in rows])


def simple_rows(root, name):
    """Rows of a table whose source and date stand once, at its top."""
    top = load(root / name, root).mapping(required=("source", "date", "rows"))
    proven(top)
    return top["rows"]


def unique(rows, key, item):
    if key in rows:
        raise item.error(f"`{key if isinstance(key, str) else ' '.join(map(str, key))}` has a row already")


def plain_row(out, item, fields, /, **more):
    """A row that becomes a struct field by field: `words` a list of texts, `set` one that is only looked into, `text`,
    `number` or `flag`; with a `?` behind it it may be left out. `more` are fields that the row does not give itself."""
    row = item.mapping(*fields, required=[name for name, kind in fields.items() if not kind.endswith("?")])
    read = {"words": lambda name: out.words(texts(row, name)), "text": lambda name: text(row, name),
            "set": lambda name: out.set_of(texts(row, name)),
            "number": lambda name: row[name].number() if name in row else 0,
            "flag": lambda name: name in row and row[name].flag()}
    return aggregate([*more.items(), *((name, read[kind.rstrip("?")](name)) for name, kind in fields.items())])


def plain_table(out, kind, name, items, /, **fields):
    """A table of such rows, in the order of the file."""
    out.table(kind, name, [plain_row(out, item, fields) for item in items])


def write_capabilities(out, root):
    rows = {}
    for name, item in simple_rows(root, "capabilities.yaml").mapping().items():
        row = item.mapping("default", "danger", required=("allows",))
        rows[name] = aggregate([("name", name), ("default_granted", "default" in row and row["default"].flag()),
                                ("danger", text(row, "danger")), ("allows", row["allows"].text())])
    out.table("Capability", "capabilities", [rows[name] for name in sorted(rows)])


def write_capability_programs(out, root):
    rows = {program: aggregate([("program", program), ("capabilities", out.words(sorted(item.texts())))])
            for program, item in simple_rows(root, "capability_programs.yaml").mapping().items()}
    out.table("tables::CapabilityProgram", "capability_programs", [rows[program] for program in sorted(rows)])


def write_package_managers(out, root):
    fields = {"family": "text?", "packages": "text?", "system": "flag?", "value_options": "set?", "install": "set?",
              "update": "set?", "upgrade": "set?", "clean": "set?", "remove": "set?"}
    rows = {}
    for program, item in simple_rows(root, "package_managers.yaml").mapping().items():
        row = item.mapping(*fields)
        if "packages" not in row and "family" in row:
            row["packages"] = row["family"]
        rows[program] = plain_row(out, item, fields, program=program)
    out.table("PackageManager", "package_managers", [rows[program] for program in sorted(rows)])


PACKAGE_CLASSES = ("compiler", "debugger", "network_tool", "editor", "ssh", "vcs")


def write_packages(out, root):
    rows = {}
    for name, item in simple_rows(root, "packages.yaml").mapping(*PACKAGE_CLASSES).items():
        for package in item.texts():
            unique(rows, package, item)
            rows[package] = aggregate([("package", package), ("package_class", Raw("PackageClass::" + name))])
    out.table("tables::PackageOfClass", "packages", [rows[name] for name in sorted(rows)])


def write_package_programs(out, root):
    rows = {}
    families = ("any", "apt", "apk", "dnf", "npm", "pip", "gem", "composer")
    for family, item in simple_rows(root, "package_programs.yaml").mapping(*families).items():
        for package, programs in item.mapping().items():
            key = (package, "" if family == "any" else family)
            rows[key] = aggregate([("package", key[0]), ("family", key[1]), ("programs", out.words(programs.texts()))])
    out.table("tables::PackagePrograms", "package_programs", [rows[key] for key in sorted(rows)])


PATH_KINDS = ("engine_socket", "host_root", "system_config", "kernel", "credentials", "engine_state", "devices",
              "system_programs", "host_runtime", "logs", "home")


def write_sensitive_paths(out, root):
    rows = {}
    for item in simple_rows(root, "sensitive_paths.yaml").items():
        row = item.mapping("below", required=("path", "kind", "severity", "read_only", "why"))
        path = row["path"].text()
        unique(rows, path, item)
        rows[path] = aggregate([
            ("path", path), ("below", "below" in row and row["below"].flag()),
            ("kind", Raw("SensitivePath::Kind::" + row["kind"].one_of(PATH_KINDS))),
            ("severity", severity(row["severity"])), ("read_only", severity(row["read_only"])),
            ("why", row["why"].text())])
    out.table("SensitivePath", "sensitive_paths", [rows[path] for path in sorted(rows)])


def write_ports(out, root):
    rows = {}
    for item in simple_rows(root, "ports.yaml").items():
        row = item.mapping("protocol", "internal", required=("port", "kind", "title"))
        key = (row["port"].number(), row["protocol"].one_of(("tcp", "udp")) if "protocol" in row else "tcp")
        unique(rows, key, item)
        rows[key] = aggregate([
            ("port", key[0]), ("protocol", key[1]), ("kind", Raw("ImageKind::" + row["kind"].one_of(IMAGE_KINDS))),
            ("title", row["title"].text()), ("internal", "internal" in row and row["internal"].flag())])
    out.table("WellKnownPort", "ports", [rows[key] for key in sorted(rows)])


def write_weak_secrets(out, root):
    rows = {}
    for item in simple_rows(root, "weak_secrets.yaml").items():
        row = item.mapping(required=("match", "kind", "texts"))
        match = row["match"].one_of(("whole", "word", "prefix"))
        kind = row["kind"].one_of(("placeholder", "default_credential", "common"))
        for each in row["texts"].texts():
            if each != each.lower() or match != "word" and re.search(r"[-_. ]", each):
                raise row["texts"].error(f"`{each}` is not in the form that values are compared in")
            unique(rows, (each, match), row["texts"])
            rows[each, match] = aggregate([("text", each), ("match", Raw("WeakSecret::Match::" + match)),
                                           ("kind", Raw("WeakSecret::Kind::" + kind))])
    out.table("WeakSecret", "weak_secrets", [rows[key] for key in sorted(rows)])


def write_secret_names(out, root):
    rows = {}
    for item in simple_rows(root, "secret_names.yaml").items():
        row = item.mapping(required=("kind", "words"))
        kind = row["kind"].one_of(("none", "password", "token", "key", "connection", "credential", "file"))
        for each in row["words"].texts():
            if not re.fullmatch(r"[A-Z0-9]+( [A-Z0-9]+)*", each):
                raise row["words"].error(f"`{each}` is not in the form that names are compared in")
            unique(rows, each, row["words"])
            order = (kind != "none", kind != "file", -each.count(" "), each)
            rows[each] = (order, aggregate([("words", each), ("kind", Raw("SecretKind::" + kind))]))
    out.table("SecretName", "secret_names", [row for _, row in sorted(rows.values())])


def write_credential_shapes(out, root):
    rows = {}
    for item in simple_rows(root, "credential_shapes.yaml").items():
        row = item.mapping(required=("name", "title", "prefix", "alphabet", "least", "most"))
        unique(rows, row["prefix"].text(), item)
        alphabet = row["alphabet"].one_of(("alnum", "upper", "hex", "base64", "base64url", "digit", "jwt", "pem"))
        rows[row["prefix"].text()] = aggregate([
            ("name", row["name"].text()), ("title", row["title"].text()), ("prefix", row["prefix"].text()),
            ("alphabet", alphabet), ("least", row["least"].number()), ("most", row["most"].number())])
    out.table("CredentialShape", "credential_shapes", [rows[prefix] for prefix in sorted(rows)])


LANGUAGES = ("node", "python", "go", "java", "php", "ruby", "dotnet", "rust", "elixir")


def write_dev_tools(out, root):
    rows = {}
    for item in simple_rows(root, "dev_tools.yaml").items():
        row = item.mapping("words", "unless", "instead", required=("program", "kind", "title"))
        words = texts(row, "words")
        key = (row["program"].text(), -len(words), tuple(words))
        unique(rows, key, item)
        rows[key] = aggregate([
            ("program", key[0]), ("words", out.words(words)), ("unless", out.words(texts(row, "unless"))),
            ("kind", Raw("DevTool::Kind::" + row["kind"].one_of(("server", "reloader", "debugger")))),
            ("title", row["title"].text()), ("instead", text(row, "instead"))])
    out.table("DevTool", "dev_tools", [rows[key] for key in sorted(rows)])


def write_accounts(out, root):
    rows = []
    for group, item in simple_rows(root, "accounts.yaml").mapping("bases", "images").items():
        for name, accounts in item.mapping().items():
            rows.append((group == "images", name, aggregate([
                ("name", name), ("image", group == "images"), ("accounts", out.words(accounts.texts()))])))
    out.table("tables::Accounts", "accounts", [row for _, _, row in sorted(rows)])


def write_held_accounts(out, root):
    rows = []
    for item in simple_rows(root, "held_accounts.yaml").items():
        row = item.mapping("image", "on", "versions", "users", "groups", required=("of", "source"))
        row["source"].source()
        image = "image" in row and row["image"].flag()
        for of in row["of"].texts():
            for kind in ("users", "groups"):
                for name, number in (row[kind].mapping() if kind in row else {}).items():
                    rows.append((of, kind, name, aggregate([
                        ("of", of), ("image", image), ("on", out.words(texts(row, "on"))),
                        ("versions", version_range(row.get("versions"))), ("group", kind == "groups"), ("name", name),
                        ("number", str(number.number()))])))
    out.table("HeldAccount", "held_accounts", [row for *_, row in sorted(rows)])


def write_package_needs(out, root):
    rows = []
    for language, item in simple_rows(root, "package_needs.yaml").mapping(*LANGUAGES).items():
        for need, packages in item.mapping("cgo", "native", "compiler").items():
            rows.append((language, need, aggregate([
                ("language", language), ("need", need), ("packages", out.words(packages.texts()))])))
    out.table("tables::PackageNeed", "package_needs", [row for _, _, row in sorted(rows)])


def write_archived_releases(out, root):
    top = load(root / "archived_releases.yaml", root).mapping(required=("date", "rows"))
    top["date"].day()
    rows = []
    for item in top["rows"].items():
        names = ("product", "cycle", "since", "archive", "managers", "source")
        row = item.mapping(*names, required=names)
        row["source"].text()
        rows.append((row["product"].text(), row["cycle"].text(), aggregate([
            ("product", row["product"].text()), ("cycle", row["cycle"].text()), ("since", row["since"].day()),
            ("archive", row["archive"].text()), ("managers", out.words(row["managers"].texts()))])))
    out.table("ArchivedRelease", "all_archived_releases", [row for _, _, row in sorted(rows)])


def write_php_headers(out, root):
    rows = []
    for item in simple_rows(root, "php_extension_headers.yaml").items():
        row = item.mapping("extensions", "headers", "along", "versions", required=("extensions", "headers"))
        rows.append((row["headers"].texts(), aggregate([
            ("extensions", out.words(row["extensions"].texts())), ("headers", out.words(row["headers"].texts())),
            ("along", out.words(texts(row, "along"))),
            ("versions", version_range(row.get("versions")))])))
    out.table("PhpExtensionHeaders", "all_php_extension_headers", [row for _, row in sorted(rows)])
    plain_table(out, "PhpDriver", "php_drivers", simple_rows(root, "php_drivers.yaml").items(), package="text", variable="text",
                values="words", extension="text", own_client="text?", client_variable="text?", client_value="text?")


def write_file_options(out, root):
    rows = []
    for item in simple_rows(root, "file_options.yaml").items():
        row = item.mapping("verbs", "operand", required=("program", "options"))
        rows.append((row["program"].text(), aggregate([
            ("program", row["program"].text()), ("verbs", out.words(texts(row, "verbs"))),
            ("options", out.words(row["options"].texts())), ("operand", out.words(texts(row, "operand")))])))
    out.table("FileOptions", "file_options", [row for _, row in sorted(rows)])


def write_socket_proxy_needs(out, root):
    rows = []
    for item in simple_rows(root, "socket_proxy_needs.yaml").items():
        row = item.mapping(required=("client", "needs", "source"))
        row["source"].source()
        rows.append((row["client"].text(), aggregate([
            ("client", row["client"].text()), ("needs", out.words(row["needs"].texts()))])))
    out.table("SocketProxyNeeds", "socket_proxy_needs", [row for _, row in sorted(rows)])


def write_engine_clients(out, root):
    rows = []
    for item in simple_rows(root, "engine_clients.yaml").items():
        row = item.mapping("variable", required=("image", "speaks", "fixed", "source"))
        row["source"].source()
        rows.append(aggregate([
            ("image", row["image"].text()), ("speaks", row["speaks"].text()), ("fixed", out.words(row["fixed"].texts())),
            ("variable", text(row, "variable"))]))
    out.table("EngineClient", "engine_clients", rows)


def write_retired_runners(out, root):
    rows = []
    for item in simple_rows(root, "ci_runners.yaml").items():
        row = item.mapping(required=("label", "ended", "successor", "source"))
        row["source"].source()
        rows.append(aggregate([
            ("label", row["label"].text()), ("ended", row["ended"].day()), ("successor", row["successor"].text())]))
    out.table("RetiredRunner", "retired_runners", rows)


def write_poolers(out, root):
    rows = []
    for item in simple_rows(root, "poolers.yaml").items():
        row = item.mapping("unless", required=("image", "variable", "works", "host", "url", "configuration", "server",
                                               "since", "source"))
        row["source"].source()
        rows.append(aggregate([
            ("image", row["image"].text()), ("variable", row["variable"].text()), ("works", out.words(row["works"].texts())),
            ("host", row["host"].text()), ("url", row["url"].text()), ("configuration", row["configuration"].text()),
            ("server", row["server"].text()), ("since", row["since"].number()), ("unless", out.words(texts(row, "unless")))]))
    out.table("Pooler", "poolers", rows)


def write_served_paths(out, root):
    rows = {}
    for item in simple_rows(root, "served_paths.yaml").items():
        row = item.mapping(required=("image", "paths", "source"))
        row["source"].source()
        unique(rows, row["image"].text(), item)
        rows[row["image"].text()] = aggregate([("image", row["image"].text()), ("paths", out.words(row["paths"].texts()))])
    out.table("ServedPaths", "served_paths", [rows[image] for image in sorted(rows)])


def write_release_pairs(out, root):
    rows = []
    for item in simple_rows(root, "release_pairs.yaml").items():
        row = item.mapping("parts", "newest", "last", required=("image", "server", "rung", "severity", "effect", "source"))
        row["source"].source()
        newest = "newest" in row and row["newest"].flag()
        if newest + ("parts" in row) + ("last" in row) != 1:
            raise item.error("a pair has one of `parts`, `newest: true` and `last`")
        rows.append(aggregate([
            ("image", row["image"].text()), ("server", row["server"].text()),
            ("parts", row["parts"].number() if "parts" in row else 0), ("last", text(row, "last")),
            ("rung", Raw("Rung::" + row["rung"].one_of(RUNGS))), ("severity", severity(row["severity"])),
            ("effect", row["effect"].text())]))
    out.table("ReleasePair", "release_pairs", rows)


def write_shared_values(out, root):
    rows = []
    for item in simple_rows(root, "shared_values.yaml").items():
        row = item.mapping("settings", "made_by", required=("product", "server", "clients", "what"))
        rows.append(aggregate([
            ("product", row["product"].text()), ("server", row["server"].text()), ("clients", out.words(row["clients"].texts())),
            ("settings", out.words(texts(row, "settings"))), ("what", row["what"].text()),
            ("made_by", out.words(texts(row, "made_by")))]))
    out.table("SharedValue", "shared_values", rows)


def write_required_logins(out, root):
    rows = []
    for item in simple_rows(root, "required_logins.yaml").items():
        row = item.mapping("keys", "options", "unless", required=("product", "scheme", "variables"))
        unless = row["unless"].mapping("value", required=("key",)) if "unless" in row else {}
        rows.append(aggregate([
            ("product", row["product"].text()), ("scheme", row["scheme"].text()), ("keys", out.words(texts(row, "keys"))),
            ("options", out.words(texts(row, "options"))), ("unless_key", text(unless, "key")),
            ("unless_value", text(unless, "value")), ("variables", out.words(row["variables"].texts()))]))
    out.table("RequiredLogin", "required_logins", rows)


def write_server_outputs(out, root):
    rows = []
    for item in simple_rows(root, "server_outputs.yaml").items():
        row = item.mapping("others", "none", required=("package", "starts", "adapters"))
        rows.append(aggregate([
            ("package", row["package"].text()), ("starts", out.words(row["starts"].texts())),
            ("adapters", out.words(row["adapters"].texts())), ("others", out.words(texts(row, "others"))),
            ("none", "none" in row and row["none"].flag())]))
    out.table("ServerOutput", "server_outputs", rows)


def write_request_calls(out, root):
    top = load(root / "request_calls.yaml", root).mapping(required=("source", "date", "http", "stores"))
    proven(top)
    for key in ("http", "stores"):
        out.table("std::string_view", "request_calls" if key == "http" else "store_calls",
                  [literal(call) for call in top[key].texts()])


def write_sql_dialects(out, root):
    rows = []
    for item in simple_rows(root, "sql_dialects.yaml").items():
        row = item.mapping(required=("protocol", "phrases", "instead"))
        for phrase in row["phrases"].texts():
            rows.append(aggregate([("protocol", row["protocol"].text()), ("phrase", phrase),
                                   ("instead", row["instead"].text())]))
    out.table("ForeignSql", "foreign_sql", rows)


def write_rate_limiters(out, root):
    rows = []
    for item in simple_rows(root, "rate_limiters.yaml").items():
        row = item.mapping("options", "variables", "blind", required=("language", "package", "signs", "remedy"))
        rows.append(aggregate([
            ("language", row["language"].one_of(LANGUAGES)), ("package", row["package"].text()),
            ("signs", out.words(row["signs"].texts())), ("blind", out.words(texts(row, "blind"))),
            ("options", out.words(texts(row, "options"))),
            ("variables", out.words(texts(row, "variables"))), ("remedy", row["remedy"].text())]))
    out.table("RateLimiter", "rate_limiters", rows)


def write_upload_packages(out, root):
    top = load(root / "upload_packages.yaml", root).mapping(required=("source", "date", "rows", "words", "settings"))
    proven(top)
    for key in ("words", "settings"):
        out.table("std::string_view", f"upload_{key}", [literal(text) for text in top[key].texts()])
    rows = []
    for item in top["rows"].items():
        row = item.mapping("only", "code", required=("language", "packages"))
        for package in row["packages"].texts():
            rows.append(aggregate([("language", row["language"].one_of(LANGUAGES)), ("package", package),
                                   ("only", "only" in row and row["only"].flag()),
                                   ("code", out.words(texts(row, "code")))]))
    out.table("UploadPackage", "upload_packages", rows)


def write_package_headers(out, root):
    rows = []
    for item in simple_rows(root, "package_headers.yaml").items():
        row = item.mapping("language", "packages", "having", "unless", "headers", "bases",
                           required=("language", "packages", "headers", "bases"))
        rows.append((row["language"].one_of(LANGUAGES), row["packages"].texts(), text(row, "having"), aggregate([
            ("language", row["language"].text()), ("packages", out.words(row["packages"].texts())),
            ("having", text(row, "having")), ("unless", out.words(texts(row, "unless"))),
            ("headers", out.words(row["headers"].texts())), ("bases", out.words(row["bases"].texts()))])))
    out.table("PackageHeaders", "all_package_headers", [row for *_, row in sorted(rows, key=lambda each: each[:3])])


def write_runtime_libraries(out, root):
    rows = []
    for item in simple_rows(root, "runtime_libraries.yaml").items():
        row = item.mapping("language", "packages", "module", "error", "having", "unless", "library", "brought_by", "bases", "but_not",
                           required=("language", "packages", "library", "brought_by", "bases"))
        rows.append((row["language"].one_of(LANGUAGES), row["library"].text(), aggregate([
            ("language", row["language"].text()), ("packages", out.words(row["packages"].texts())),
            ("module", text(row, "module")), ("error", text(row, "error") or "ImportError"), ("having", text(row, "having")),
            ("unless", out.words(texts(row, "unless"))), ("library", row["library"].text()),
            ("brought_by", out.words(row["brought_by"].texts())), ("bases", out.words(row["bases"].texts())),
            ("but_not", out.words(texts(row, "but_not")))])))
    out.table("RuntimeLibrary", "all_runtime_libraries", [row for _, _, row in sorted(rows)])


def write_removed_commands(out, root):
    rows = []
    for item in simple_rows(root, "removed_commands.yaml").items():
        row = item.mapping("verbs", "options", "operands", "unless", "python", "node", "manager", "image",
                           required=("program", "since", "instead"))
        told_by = [key for key in ("python", "node", "manager", "image") if key in row]
        if len(told_by) != 1:
            raise item.error("one of `python`, `node`, `manager` and `image` tells which release a build has")
        rows.append(aggregate([
            ("program", row["program"].text()), ("told_by", Raw("RemovedCommand::ToldBy::" + told_by[0])),
            ("package", row[told_by[0]].text()), ("since", row["since"].text()),
            ("verbs", out.words(texts(row, "verbs"))), ("options", out.words(texts(row, "options"))),
            ("operands", out.words(texts(row, "operands"))), ("unless", out.words(texts(row, "unless"))),
            ("instead", row["instead"].text())]))
    out.table("RemovedCommand", "all_removed_commands", rows)


def write_removed_modules(out, root):
    rows = []
    for item in simple_rows(root, "removed_modules.yaml").items():
        row = item.mapping("brought_by", required=("language", "since", "modules"))
        for module in row["modules"].texts():
            rows.append((row["language"].one_of(LANGUAGES), module, aggregate([
                ("language", row["language"].text()), ("module", module), ("since", row["since"].text()),
                ("brought_by", out.words(texts(row, "brought_by")))])))
    out.table("RemovedModule", "all_removed_modules", [row for _, _, row in sorted(rows)])


def write_node_needs(out, root):
    rows = []
    for item in simple_rows(root, "node_needs.yaml").items():
        row = item.mapping("least", "below", required=("package", "major", "command"))
        rows.append((row["package"].text(), row["major"].number(), aggregate([
            ("package", row["package"].text()), ("major", row["major"].number()), ("command", row["command"].text()),
            ("least", text(row, "least")), ("below", text(row, "below"))])))
    out.table("NodeNeed", "all_node_needs", [row for _, _, row in sorted(rows)])


def write_python_members(out, root):
    rows = []
    for item in simple_rows(root, "python_members.yaml").items():
        row = item.mapping("names", required=("since", "modules"))
        for module in row["modules"].texts():
            for name in texts(row, "names") or [""]:
                rows.append((module, name, aggregate([
                    ("module", module), ("name", name), ("since", row["since"].number())])))
    out.table("PythonMember", "all_python_members", [row for _, _, row in sorted(rows)])


def write_python_packages(out, root):
    top = load(root / "python_packages.yaml", root).mapping(required=("date", "releases", "pairs", "refused", "names", "alone",
                                                                            "extras"))
    top["date"].day()
    extras = []
    for item in top["extras"].items():
        row = item.mapping("modules", required=("packages", "source"))
        row["source"].source()
        extras += [(package, aggregate([("package", package), ("modules", out.words(sorted(texts(row, "modules"))))]))
                   for package in row["packages"].texts()]
    out.table("PythonExtras", "all_python_extras", [each for _, each in sorted(extras, key=lambda each: each[0])])
    out.table("std::string_view", "all_lone_modules", [literal(module) for module in sorted(texts(top, "alone"))])
    limits, pairs, names = [], [], {}
    for item in top["releases"].items():
        row = item.mapping("from", "below", "starts", "compiles", "unless", "uses",
                           required=("package", "python", "why", "source"))
        kept = row["unless"].mapping(required=("package", "below")) if "unless" in row else {}
        row["source"].source()
        limits.append((row["package"].text(), -row["python"].number(), aggregate([
            ("package", row["package"].text()), ("from", text(row, "from")), ("below", text(row, "below")),
            ("python", row["python"].number()), ("starts", "starts" in row and row["starts"].flag()),
            ("compiles", "compiles" in row and row["compiles"].flag()), ("kept", text(kept, "package")),
            ("kept_below", text(kept, "below")), ("uses", text(row, "uses")), ("why", row["why"].text())])))
    for item in top["pairs"].items():
        row = item.mapping("from", "below", "python", "in_use", "beside", "unless", "uses",
                           required=("packages", "needs", "since", "effect", "source"))
        row["source"].source()
        for package in row["packages"].texts():
            pairs.append((package, row["needs"].text(), aggregate([
                ("package", package), ("from", text(row, "from")), ("below", text(row, "below")),
                ("needs", row["needs"].text()), ("since", row["since"].text()),
                ("python", row["python"].number() if "python" in row else 0), ("in_use", "in_use" in row and row["in_use"].flag()),
                ("beside", "beside" in row and row["beside"].flag()),
                ("uses", text(row, "uses")), ("effect", row["effect"].text()), ("unless", out.words(texts(row, "unless")))])))
    refused = []
    for item in top["refused"].items():
        row = item.mapping("from", required=("package", "below", "need", "source"))
        row["source"].source()
        refused.append(aggregate([("package", row["package"].text()), ("from", text(row, "from")),
                                  ("below", row["below"].text()), ("need", row["need"].text())]))
    out.table("RefusedByPip", "refused_by_pip", refused)
    for item in top["names"].items():
        row = item.mapping("names", "instead", "python", required=("modules", "package", "since", "source"))
        row["source"].source()
        for module in row["modules"].texts():
            for name in texts(row, "names") or [""]:
                unique(names, (module, name), item)
                names[module, name] = aggregate([
                    ("module", module), ("name", name), ("package", row["package"].text()),
                    ("since", row["since"].text()), ("instead", text(row, "instead")),
                    ("python", row["python"].number() if "python" in row else 0)])
    out.table("PythonLimit", "all_python_limits", [row for *_, row in sorted(limits)])
    out.table("PythonPair", "all_python_pairs", [row for *_, row in sorted(pairs)])
    out.table("GoneName", "all_gone_names", [names[key] for key in sorted(names)])


def write_import_names(out, root):
    rows = {}
    for item in simple_rows(root, "import_names.yaml").items():
        row = item.mapping(required=("language", "module", "packages"))
        unique(rows, row["module"].text(), item)
        rows[row["module"].text()] = aggregate([
            ("language", row["language"].one_of(LANGUAGES)), ("module", row["module"].text()),
            ("packages", out.words(row["packages"].texts()))])
    out.table("ImportName", "all_import_names", [rows[name] for name in sorted(rows)])


def write_install_scripts(out, root):
    rows = {}
    for item in simple_rows(root, "install_scripts.yaml").items():
        row = item.mapping("before", required=("package",))
        unique(rows, row["package"].text(), item)
        rows[row["package"].text()] = aggregate([
            ("package", row["package"].text()), ("before", row["before"].number() if "before" in row else 0)])
    out.table("InstallScript", "all_install_scripts", [rows[name] for name in sorted(rows)])


def write_start_files(out, root):
    rows = []
    for item in simple_rows(root, "start_files.yaml").items():
        row = item.mapping("operand", "verb", "files", required=("program", "options"))
        rows.append((row["program"].text(), aggregate([
            ("program", row["program"].text()), ("options", out.words(row["options"].texts())), ("operand", text(row, "operand")),
            ("verb", text(row, "verb")), ("files", out.words(texts(row, "files")))])))
    out.table("StartFile", "all_start_files", [row for _, row in sorted(rows)])


def write_c_libraries(out, root):
    rows = []
    for item in simple_rows(root, "c_libraries.yaml").items():
        row = item.mapping(required=("product", "cycle", "version"))
        rows.append((row["product"].text(), row["cycle"].text(), aggregate([
            ("product", row["product"].text()), ("cycle", row["cycle"].text()), ("version", row["version"].number())])))
    out.table("CLibrary", "all_c_libraries", [row for _, _, row in sorted(rows)])


def write_servers(out, root):
    top = load(root / "servers.yaml", root).mapping(required=("date", "rows"))
    top["date"].day()
    rows = {}
    for item in top["rows"].items():
        row = item.mapping("words", "unless", "port", "host", "port_options", "host_options", "bind_options",
                           "config_options", "config_variables", "config", "port_variable", "host_variable",
                           "positional", "pages", "login_settings", "gives_away", "options_before_config",
                           required=("program", "title", "source"))
        row["source"].source()
        words = texts(row, "words")
        key = (row["program"].text(), -len(words), tuple(words))
        unique(rows, key, item)
        rows[key] = aggregate([
            ("program", key[0]), ("words", out.words(words)), ("unless", out.words(texts(row, "unless"))),
            ("title", row["title"].text()), ("port", row["port"].number() if "port" in row else 0),
            ("host", text(row, "host")), ("port_options", out.words(texts(row, "port_options"))),
            ("host_options", out.words(texts(row, "host_options"))),
            ("bind_options", out.words(texts(row, "bind_options"))),
            ("config_options", out.words(texts(row, "config_options"))),
            ("config_variables", out.words(texts(row, "config_variables"))), ("config", text(row, "config")),
            ("options_before_config",
             row["options_before_config"].flag() if "options_before_config" in row else False),
            ("port_variable", text(row, "port_variable")), ("host_variable", text(row, "host_variable")),
            ("positional", row["positional"].flag() if "positional" in row else False),
            ("pages", out.words(texts(row, "pages"))),
            ("login_settings", out.words(texts(row, "login_settings"))), ("gives_away", text(row, "gives_away"))])
    out.table("Server", "servers", [rows[key] for key in sorted(rows)])


STYLES = ("express", "fastify", "koa", "hono", "fastapi", "starlette", "flask", "mux", "gorilla", "gin", "fiber", "chi")


def write_web_routing(out, root):
    top = load(root / "web_routing.yaml", root).mapping(required=("date", "frameworks", "languages"))
    top["date"].day()
    rows = {}
    for item in top["frameworks"].items():
        row = item.mapping("apps", "routers", "loopback",
                           required=("language", "package", "title", "style", "source"))
        row["source"].source()
        key = (row["language"].one_of(LANGUAGES), row["package"].text())
        unique(rows, key, item)
        rows[key] = aggregate([
            ("language", key[0]), ("package", key[1]), ("title", row["title"].text()),
            ("style", Raw("RoutingStyle::" + row["style"].one_of(STYLES))), ("apps", out.words(texts(row, "apps"))),
            ("routers", out.words(texts(row, "routers"))),
            ("loopback", row["loopback"].flag() if "loopback" in row else False)])
    out.table("WebFramework", "web_frameworks", [rows[key] for key in sorted(rows)])
    languages = {}
    for item in top["languages"].items():
        row = item.mapping("file_servers", required=("language", "quiet", "declare", "harmless"))
        language = row["language"].one_of(LANGUAGES)
        unique(languages, language, item)
        languages[language] = aggregate([("language", language)] + [
            (name, out.words(texts(row, name))) for name in ("quiet", "file_servers", "declare", "harmless")])
    out.table("RoutingLanguage", "routing_languages", [languages[key] for key in sorted(languages)])


def write_glibc_downloads(out, root):
    top = load(root / "glibc_downloads.yaml", root).mapping(required=("date", "rows"))
    top["date"].day()
    rows = {}
    for item in top["rows"].items():
        row = item.mapping("unless", "chosen", required=("address", "title", "source"))
        row["source"].source()
        address = row["address"].text()
        unique(rows, address, item)
        rows[address] = aggregate([("address", address), ("unless", text(row, "unless")),
                                   ("chosen", text(row, "chosen")),
                                   ("title", row["title"].text())])
    out.table("GlibcDownload", "glibc_downloads", [rows[address] for address in sorted(rows)])


def write_moved_sources(out, root):
    top = load(root / "moved_sources.yaml", root).mapping(required=("date", "modules", "mirrors", "tools"))
    top["date"].day()
    for key, table, struct, fields in (("modules", "moved_modules", "MovedModule", ("old", "new")),
                                       ("mirrors", "mirrors", "Mirror", ("host", "archive")),
                                       ("tools", "go_tools", "GoTool", ("module", "go"))):
        first, second = fields
        rows = {}
        for item in top[key].items():
            row = item.mapping(required=(first, second, "source"))
            row["source"].source()
            unique(rows, row[first].text(), item)
            # `new` and `module` are no names in C++.
            rows[row[first].text()] = aggregate([("name" if first == "module" else first, row[first].text()),
                                                 (second if second != "new" else "now", row[second].text())])
        out.table(struct, table, [rows[name] for name in sorted(rows)])


def write_former_paths(out, root):
    rows = []
    for item in simple_rows(root, "former_paths.yaml").items():
        row = item.mapping(required=("image", "title", "since", "path", "setting", "unless", "source"))
        row["source"].source()
        rows.append(aggregate([("image", row["image"].text()), ("title", row["title"].text()),
                               ("since", Raw(str(row["since"].number()))), ("path", row["path"].text()),
                               ("setting", row["setting"].text()), ("unless", out.words(row["unless"].texts()))]))
    out.table("FormerPath", "former_paths", rows)


def write_host_guards(out, root):
    rows = []
    for item in simple_rows(root, "host_guards.yaml").items():
        row = item.mapping(required=("image", "program", "package", "since", "option", "variable", "off", "free", "source"))
        row["source"].source()
        rows.append(aggregate([(name, row[name].text())
                               for name in ("image", "program", "package", "since", "option", "variable")] +
                              [("off", out.words(row["off"].texts())), ("free", out.words(row["free"].texts()))]))
    out.table("HostGuard", "host_guards", rows)


def write_tool_options(out, root):
    top = load(root / "tool_options.yaml", root).mapping(required=("date", "rows"))
    top["date"].day()
    bases = load(root / "bases.yaml", root).mapping()
    rows = {}
    for item in top["rows"].items():
        row = item.mapping("bases", "short", "values", "long", "long_values", "predicates", "leading", "refuses", "replaced_by",
                           required=("program", "instead", "source"))
        row["source"].source()
        if ("refuses" in row) == any(key in row for key in ("short", "long")):
            raise item.error("either `refuses`, or what is known: `short` and `long`")
        for base in row["bases"].items() if "bases" in row else []:
            if base.text() not in bases:
                raise base.error("no row of bases.yaml")
        key = (row["program"].text(), *texts(row, "bases"))
        unique(rows, key, item)
        rows[key] = aggregate([
            ("program", key[0]), ("bases", out.words(texts(row, "bases"))), ("short_options", text(row, "short")),
            ("short_with_value", text(row, "values")), ("long_options", out.words(texts(row, "long"))),
            ("long_with_value", out.words(texts(row, "long_values"))), ("refuses", out.words(texts(row, "refuses"))),
            ("replaced_by", out.words(texts(row, "replaced_by"))), ("instead", row["instead"].text()),
            ("predicates", "predicates" in row and row["predicates"].flag()),
            ("leading", "leading" in row and row["leading"].flag())])
    out.table("ToolOptions", "tool_options", [rows[key] for key in sorted(rows)])


def write_docker_options(out, root):
    top = load(root / "docker_options.yaml", root).mapping(required=("source", "date", "rows"))
    proven(top)
    rows = []
    for command, item in sorted(top["rows"].mapping().items()):
        row = item.mapping("short", "short_values", "leading", required=("flags", "values"))
        rows.append(aggregate([
            ("program", command), ("short_options", text(row, "short")), ("short_with_value", text(row, "short_values")),
            ("long_options", out.words(row["flags"].texts())), ("long_with_value", out.words(row["values"].texts())),
            ("exact", True), ("leading", "leading" in row and row["leading"].flag())]))
    out.table("ToolOptions", "docker_options", rows)


def write_published_tags(out, root):
    """Lists that nobody writes by hand stay texts: the program looks into few of them, and only when it must."""
    top = load(root / "published_tags.yaml", root).mapping(required=("source", "date", "rows"))
    proven(top)
    rows, tokens = [], set()
    for image, item in sorted(top["rows"].mapping().items()):
        row = item.mapping("built_on", "ended", required=("majors", "words", "endings"))
        words = row["words"].texts()
        endings = []
        for ending, by_parts in sorted(row["endings"].mapping().items()):
            tokens.update(ending.split("-"))
            for parts, lines in sorted(by_parts.mapping().items()):
                if not re.fullmatch("[123]+", parts) or not re.fullmatch(r"\d+(\.\d+)?(-\d+(\.\d+)?)?( \d+(\.\d+)?(-\d+(\.\d+)?)?)*", lines.text()):
                    raise lines.error("numbers of parts, and runs of release lines")
                endings.append(aggregate([("ending", ending), ("parts", parts), ("lines", lines.text())]))
        tokens.update(token for word in words for token in word.split("-"))
        rows.append(aggregate([("image", image), ("majors", " ".join(row["majors"].texts())), ("ended", text(row, "ended")), ("words", " ".join(words)),
                               ("endings", out.list_of("PublishedEnding", endings)),
                               ("built_on", out.list_of("BuiltOn", [
                                   aggregate([("ending", ending), ("codename", codename), ("lines", lines.text())])
                                   for ending, by_codename in sorted(row["built_on"].mapping().items())
                                   for codename, lines in sorted(by_codename.mapping().items())]
                                   if "built_on" in row else []))]))
    out.table("PublishedTags", "published_tags", rows)
    out.table("std::string_view", "tag_tokens", [literal(token) for token in sorted(tokens) if token])
    top = load(root / "tag_prefixes.yaml", root).mapping(required=("date", "rows"))
    top["date"].day()
    prefixes = {}
    for item in top["rows"].items():
        row = item.mapping(required=("prefix", "images", "source"))
        row["source"].source()
        wanted = row["prefix"].one_of(("v", "none")) == "v"
        for image in row["images"].items():
            unique(prefixes, image.text(), image)
            prefixes[image.text()] = aggregate([("image", image.text()), ("wants_v", wanted)])
    out.table("TagPrefix", "tag_prefixes", [prefixes[image] for image in sorted(prefixes)])


def write_system_packages(out, root):
    top = load(root / "system_packages.yaml", root).mapping(required=("source", "date", "releases", "apt", "apk"))
    proven(top)
    releases = top["releases"].texts()
    rows = []
    for name, item in sorted(top["apt"].mapping().items()):
        row = item.mapping("instead", required=("in",))
        for release in row["in"].items():
            release.one_of(releases)
        if len(row["in"].items()) == len(releases):
            raise item.error("every release has it")
        rows.append(aggregate([("name", name), ("releases", out.words(row["in"].texts())), ("instead", text(row, "instead"))]))
    out.table("SystemPackage", "apt_packages", rows)
    out.table("std::string_view", "apt_releases", [literal(release) for release in releases])
    out.table("SystemPackage", "foreign_to_apk", [aggregate([("name", name), ("instead", item.text())])
                                                  for name, item in sorted(top["apk"].mapping().items())])


def write_ci_actions(out, root):
    top = load(root / "ci_actions.yaml", root).mapping(required=("date", "rows"))
    top["date"].day()
    rows = {}
    for item in top["rows"].items():
        row = item.mapping(required=("action", "last", "ended", "source"))
        row["source"].source()
        action = row["action"].text()
        unique(rows, action, item)
        rows[action] = aggregate([("action", action), ("last", row["last"].number()), ("ended", row["ended"].day())])
    out.table("RetiredAction", "retired_actions", [rows[action] for action in sorted(rows)])


def write_ci_action_inputs(out, root):
    top = load(root / "ci_action_inputs.yaml", root).mapping(required=("date", "refuse_strangers", "rows"))
    top["date"].day()
    out.table("std::string_view", "registries_with_login", [literal(name) for name in sorted(top["refuse_strangers"].texts())])
    rows = {}
    for item in top["rows"].items():
        row = item.mapping("meant", "outputs", required=("action", "since", "source", "inputs"))
        row["source"].source()
        action = row["action"].text()
        unique(rows, action, item)
        meant = {wrong: right.one_of(row["inputs"].texts()) for wrong, right in row["meant"].mapping().items()} if "meant" in row else {}
        rows[action] = aggregate([("action", action), ("since", row["since"].number()), ("inputs", out.words(row["inputs"].texts())),
                                  ("mistaken", out.words(list(meant))), ("meant", out.words(list(meant.values()))),
                                  ("outputs_known", "outputs" in row),
                                  ("outputs", out.words(row["outputs"].texts()) if "outputs" in row else out.words([]))])
    out.table("ActionInputs", "action_inputs", [rows[action] for action in sorted(rows)])


def write_platform_namespaces(out, root):
    rows = {}
    for item in simple_rows(root, "platform_namespaces.yaml").items():
        row = item.mapping(required=("prefix", "platform"))
        prefix = row["prefix"].text()
        unique(rows, prefix, item)
        rows[prefix] = aggregate([("prefix", prefix), ("platform", row["platform"].text())])
    out.table("PlatformNamespace", "platform_namespaces", [rows[prefix] for prefix in sorted(rows)])


NGINX_CONTEXTS = ("main", "events", "http", "server", "location", "if", "server if", "upstream", "stream",
                  "stream server", "stream upstream")


def write_feature_versions(out, root):
    rows = {}
    for item in simple_rows(root, "feature_versions.yaml").items():
        row = item.mapping(required=("feature", "tool", "version"))
        feature = row["feature"].text()
        unique(rows, feature, item)
        if not re.fullmatch(r"\d+(\.\d+)+", row["version"].text()):
            raise row["version"].error("a version in numbers")
        rows[feature] = aggregate([("feature", feature), ("tool", row["tool"].text()), ("version", row["version"].text())])
    out.table("FeatureVersion", "feature_versions", [rows[feature] for feature in sorted(rows)])


def write_nginx_directives(out, root):
    top = simple_rows(root, "nginx_directives.yaml").mapping(required=("directives", "modules", "weak_ciphers", "removed", "values", "listen", "variables"))
    write_word_sets(out, top["values"].mapping(required=("sizes", "times", "switches")), sizes="nginx_sizes",
                    times="nginx_times", switches="nginx_switches")
    write_word_sets(out, top["listen"].mapping(required=("words", "settings")), words="nginx_listen_words",
                    settings="nginx_listen_settings")
    write_word_sets(out, top["variables"].mapping(required=("names", "prefixes")), names="nginx_variables",
                    prefixes="nginx_variable_prefixes")
    known, extra, gone = {}, {}, {}
    for name, item in top["directives"].mapping().items():
        contexts = [context.one_of(NGINX_CONTEXTS) for context in item.items()]
        known[name] = aggregate([("name", name), ("contexts", out.words(contexts))])
    for item in top["modules"].items():
        row = item.mapping("loadable", required=("module", "source", "directives"))
        row["source"].source()
        for name in row["directives"].texts():
            unique(extra, name, item)
            unique(known, name, item)
            extra[name] = aggregate([("name", name), ("module", row["module"].text()),
                                     ("loadable", "loadable" in row and row["loadable"].flag())])
    for item in top["removed"].items():
        row = item.mapping(required=("directive", "since", "instead", "source"))
        row["source"].source()
        name = row["directive"].text()
        unique(gone, name, item)
        gone[name] = aggregate([("name", name), ("since", row["since"].text()), ("instead", row["instead"].text())])
    out.table("std::string_view", "weak_ciphers", [literal(each) for each in sorted(top["weak_ciphers"].texts())])
    out.table("NginxDirective", "nginx_directives", [known[name] for name in sorted(known)])
    out.table("NginxModuleDirective", "nginx_module_directives", [extra[name] for name in sorted(extra)])
    out.table("NginxRemovedDirective", "nginx_removed_directives", [gone[name] for name in sorted(gone)])


def write_telemetry(out, root):
    rows = {}
    for item in simple_rows(root, "telemetry.yaml").items():
        row = item.mapping("verbs", "value", "also", required=("program", "variable"))
        program = row["program"].text()
        unique(rows, program, item)
        rows[program] = aggregate([
            ("program", program), ("verbs", out.words(texts(row, "verbs"))), ("variable", row["variable"].text()),
            ("value", text(row, "value") or "1"), ("also", out.words(texts(row, "also")))])
    out.table("Telemetry", "telemetry", [rows[program] for program in sorted(rows)])


def write_daemons(out, root):
    rows = {}
    for item in simple_rows(root, "daemons.yaml").items():
        row = item.mapping("foreground", "background", "instead", required=("program",))
        if "foreground" in row and "background" in row:
            raise item.error("a row has `foreground` or `background`, not both")
        program = row["program"].text()
        unique(rows, program, item)
        rows[program] = aggregate([
            ("program", program), ("foreground", out.words(texts(row, "foreground"))),
            ("background", out.words(texts(row, "background"))), ("instead", text(row, "instead"))])
    out.table("Daemon", "daemons", [rows[program] for program in sorted(rows)])


def write_metric_sources(out, root):
    top = simple_rows(root, "metric_sources.yaml").mapping(required=("prefixes", "relays", "servers", "silent"))
    write_word_sets(out, top, servers="metric_servers")
    rows = {prefix: images.texts() for prefix, images in top["prefixes"].mapping().items()}
    rows[""] = top["relays"].texts()
    out.table("tables::MetricSource", "metric_sources", [
        aggregate([("prefix", prefix), ("images", out.words(rows[prefix]))]) for prefix in sorted(rows)])
    silent = []
    for item in top["silent"].items():
        row = item.mapping(required=("images", "instead", "source"))
        row["source"].source()
        silent.extend(aggregate([("image", image), ("instead", row["instead"].text())]) for image in row["images"].texts())
    out.table("SilentImage", "silent_images", silent)


DEVELOPMENT_KINDS = ("debug", "any_debug", "environment", "origin", "host", "mail", "volatile")


def write_development_values(out, root):
    rows = []
    for item in simple_rows(root, "development_values.yaml").items():
        row = item.mapping(required=("variable", "values", "kind", "effect", "instead"))
        rows.append(aggregate([
            ("variable", row["variable"].text()), ("values", out.words(row["values"].texts())),
            ("kind", Raw("DevelopmentValue::Kind::" + row["kind"].one_of(DEVELOPMENT_KINDS).replace("volatile", "volatile_"))),
            ("effect", row["effect"].text()), ("instead", row["instead"].text())]))
    out.table("DevelopmentValue", "development_values", rows)


CODE_SIGN_KINDS = ("default", "debug", "origin", "host", "drops", "tls", "secret", "account", "folder", "address", "schedule", "queue", "metric", "cookie",
                   "asks_tls", "alters", "migrates", "signs", "binds", "extension", "no_login", "permission", "secure_cookie", "star_origin", "fresh_key",
                   "login", "driver", "memory_session", "open_panel", "job")
CODE_LANGUAGES = ("javascript", "python", "go", "java", "csharp", "ruby", "php", "rust", "elixir")


def pattern(value):
    """The words of a pattern; blanks inside quotes part nothing."""
    return re.findall(r'(?:"[^"]*"|[^\s"])+', value)


def write_code_signs(out, root):
    rows = []
    for item in simple_rows(root, "code_signs.yaml").items():
        row = item.mapping("also", "without", "file", "main", "port", "severity", "effect", "runner", "title",
                           required=("kind", "language", "tokens"))
        kind = row["kind"].one_of(CODE_SIGN_KINDS)
        fields = [("kind", Raw("CodeSign::Kind::" + ("default_value" if kind == "default" else kind))),
                  ("language", row["language"].one_of(CODE_LANGUAGES)), ("tokens", out.words(pattern(row["tokens"].text()))),
                  ("also", out.words(pattern(text(row, "also")))), ("without", out.words(texts(row, "without"))),
                  ("file", text(row, "file")), ("main", "main" in row and row["main"].flag())]
        if "port" in row:
            fields.append(("port", row["port"].number()))
        if "severity" in row:
            fields.append(("severity", severity(row["severity"])))
        fields += [("effect", text(row, "effect")), ("runner", out.words(texts(row, "runner"))), ("title", text(row, "title"))]
        rows.append(aggregate(fields))
    out.table("CodeSign", "code_signs", rows)


CALL_EFFECTS = ("ends", "requests", "logins", "forged", "loopback")


def write_demanding_calls(out, root):
    rows = []
    for item in simple_rows(root, "demanding_calls.yaml").items():
        row = item.mapping("any", "assigned", "arguments", "instead", "port",
                           required=("language", "packages", "member", "effect", "source"))
        row["source"].source()
        rows.append(aggregate([
            ("language", row["language"].one_of(CODE_LANGUAGES)), ("packages", out.words(texts(row, "packages"))),
            ("member", row["member"].text()), *((name, name in row and row[name].flag()) for name in ("any", "assigned")),
            ("arguments", out.words(texts(row, "arguments"))), ("instead", out.words(texts(row, "instead"))),
            ("port", row["port"].number() if "port" in row else 0),
            ("effect", Raw("DemandingCall::Effect::" + row["effect"].one_of(CALL_EFFECTS)))]))
    out.table("DemandingCall", "demanding_calls", rows)


RUNGS = ("load", "build", "start", "healthy", "connect", "keep", "resist", "operate")


def write_operating_facts(out, root):
    top = simple_rows(root, "operating_facts.yaml").mapping(required=("configurations", "images", "metrics", "data_keys", "log_paths", "label_readers", "roles", "update_bots", "passing_middlewares"))

    def graded(row):
        row["source"].source()
        fields = [("rung", Raw("Rung::" + row["rung"].one_of(RUNGS)))] if "rung" in row else []
        return fields + ([("severity", severity(row["severity"]))] if "severity" in row else [])

    def conditions(row, key="when"):
        return (key, out.words(texts(row, key)))

    rows = []
    for item in top["configurations"].items():
        row = item.mapping("image", "framework", "versions", "settings", "option", "named", "at", "port", "rung",
                           required=("file", "when", "severity", "effect", "source"))
        if ("image" in row) == ("framework" in row):
            raise item.error("a configuration is of an image or of a framework")
        rows.append(aggregate([
            *((name, text(row, name)) for name in ("image", "framework", "file")), ("versions", version_range(row.get("versions"))),
            conditions(row), conditions(row, "settings"), ("option", text(row, "option")), ("named", "named" in row and row["named"].flag()), ("at", text(row, "at")),
            ("port", row["port"].number() if "port" in row else 0), *graded(row), ("effect", text(row, "effect"))]))
    out.table("HarmfulConfiguration", "harmful_configurations", rows)
    rows = []
    for item in top["images"].items():
        row = item.mapping("versions", "neighbour", "without_service",
                           required=("image", "when", "rung", "severity", "effect", "source"))
        rows.append(aggregate([
            ("image", text(row, "image")), ("versions", version_range(row.get("versions"))), conditions(row),
            ("neighbour", text(row, "neighbour")), ("without_service", text(row, "without_service")), *graded(row),
            ("effect", text(row, "effect"))]))
    out.table("ImageCaution", "image_cautions", rows)
    rows = []
    for item in top["metrics"].items():
        row = item.mapping("unless_job", "own_port", required=("image", "when", "needs", "source"))
        row["source"].source()
        rows.append(aggregate([("image", text(row, "image")), conditions(row), conditions(row, "unless_job"),
                               ("own_port", "own_port" in row and row["own_port"].flag()), ("needs", text(row, "needs"))]))
    out.table("MetricsOff", "metrics_off", rows)
    rows = []
    for item in top["data_keys"].items():
        row = item.mapping("needs", "rung", required=("image", "file", "keys", "severity", "source"))
        rows.append(aggregate([("image", text(row, "image")), ("file", text(row, "file")), conditions(row, "keys"),
                               ("needs", text(row, "needs")), *graded(row)]))
    out.table("DataKeys", "data_keys", rows)
    rows = []
    for item in top["log_paths"].items():
        row = item.mapping("only", required=("image", "keys", "source"))
        row["source"].source()
        rows.append(aggregate([("image", text(row, "image")), conditions(row, "keys"), ("only", text(row, "only"))]))
    out.table("LogPaths", "log_paths", rows)
    rows = []
    for item in top["label_readers"].items():
        row = item.mapping(required=("image", "when", "label", "source"))
        row["source"].source()
        rows.append(aggregate([("image", text(row, "image")), conditions(row), ("label", text(row, "label"))]))
    out.table("LabelReader", "label_readers", rows)
    rows = []
    for item in top["update_bots"].items():
        row = item.mapping(required=("ecosystem", "files", "source"))
        row["source"].source()
        rows.append(aggregate([("ecosystem", text(row, "ecosystem")), conditions(row, "files")]))
    out.table("UpdateBotFiles", "update_bot_files", rows)
    rows = []
    for item in top["passing_middlewares"].items():
        row = item.mapping(required=("image", "kinds", "source"))
        row["source"].source()
        rows.append(aggregate([("image", text(row, "image")), conditions(row, "kinds")]))
    out.table("PassingMiddlewares", "passing_middlewares", rows)
    rows = []
    for item in top["roles"].items():
        row = item.mapping("versions", "word", "other_image", required=("image", "when", "role", "source"))
        row["source"].source()
        rows.append(aggregate([("image", text(row, "image")), ("versions", version_range(row.get("versions"))), conditions(row),
                               ("word", text(row, "word")), ("other_image", text(row, "other_image")), ("role", text(row, "role"))]))
    out.table("NeededRole", "needed_roles", rows)


def write_program_limits(out, root):
    top = simple_rows(root, "program_limits.yaml").mapping(required=("keys", "probes", "start_seconds", "places", "private_files"))
    keys, seconds = [], {}
    for item in top["keys"].items():
        row = item.mapping(required=("image", "section", "keys"))
        keys.append(aggregate([("image", row["image"].text()), ("part", ""), ("versions", Raw("{}")), ("section", text(row, "section")),
                               ("keys", out.words(row["keys"].texts())), ("releases", Raw("{}"))]))
    # `key@3.0..`: a key that not all release lines know.
    for item in simple_rows(root, "program_keys.yaml").items():
        row = item.mapping("part", required=("image", "since", "section", "keys"))
        names = [name.partition("@") for name in row["keys"].texts()]
        keys.append(aggregate([
            ("image", row["image"].text()), ("part", text(row, "part")),
            ("versions", release_lines(row["since"].text() + "..", item)),
            ("section", text(row, "section")), ("keys", out.words([name for name, _, _ in names])),
            ("releases", out.list_of("KeyRelease", [aggregate([("key", name), ("versions", release_lines(lines, item))])
                                                    for name, _, lines in names if lines]))]))
    for item in top["start_seconds"].items():
        row = item.mapping(required=("image", "seconds"))
        unique(seconds, row["image"].text(), item)
        seconds[row["image"].text()] = aggregate([("image", row["image"].text()), ("seconds", row["seconds"].number())])
    out.table("ConfigurationKeys", "configuration_keys", keys)
    probes = []
    for item in top["probes"].items():
        row = item.mapping("unless", "versions", required=("image", "text", "when", "why"))
        probes.append(aggregate([
            ("image", row["image"].text()), ("versions", version_range(row.get("versions"))), ("text", row["text"].text()),
            ("unless", out.words(texts(row, "unless"))), ("when", out.words(texts(row, "when"))), ("why", row["why"].text())]))
    out.table("FailingProbe", "failing_probes", probes)
    out.table("tables::StartSeconds", "start_seconds", [seconds[name] for name in sorted(seconds)])
    places = {}
    for item in top["places"].items():
        row = item.mapping("path", "operand_of", required=("image", "source"))
        row["source"].source()
        unique(places, row["image"].text(), item)
        places[row["image"].text()] = aggregate([
            ("image", row["image"].text()), ("path", text(row, "path")), ("operand_of", text(row, "operand_of"))])
    out.table("ConfigurationPlace", "configuration_places", [places[name] for name in sorted(places)])
    private = []
    for item in top["private_files"].items():
        row = item.mapping(required=("image", "option", "title", "source"))
        row["source"].source()
        private.append(aggregate([(name, row[name].text()) for name in ("image", "option", "title")]))
    out.table("PrivateFile", "private_files", private)


def write_configuration_settings(out, root):
    top = simple_rows(root, "configuration_settings.yaml").mapping(required=("files", "refused", "paths", "exclusive", "extensions"))
    files, refused, paths = [], [], []
    for item in top["files"].items():
        row = item.mapping("at", "options", "environment", "keys_are_options", required=("image", "notation", "source"))
        row["source"].source()
        notation = row["notation"].one_of(("yaml", "sections", "equals", "words", "braces", "document"))
        files.append((row["image"].text(), aggregate([
            ("image", row["image"].text()), ("notation", Raw(f"Notation::{notation}")), ("at", out.words(texts(row, "at"))),
            ("options", out.words(texts(row, "options"))),
            ("environment", row["environment"].flag() if "environment" in row else False),
            ("keys_are_options", row["keys_are_options"].flag() if "keys_are_options" in row else False)])))
    for item in top["refused"].items():
        row = item.mapping("value", "versions", "beside", "unless", "last", required=("image", "keys", "why"))
        beside = row["beside"].mapping(required=("key", "value")) if "beside" in row else {}
        for key in row["keys"].texts():
            refused.append((row["image"].text(), aggregate([
                ("image", row["image"].text()), ("key", key), ("value", text(row, "value")),
                ("beside_key", text(beside, "key")), ("beside_value", text(beside, "value")), ("unless", text(row, "unless")),
                ("last", row["last"].flag() if "last" in row else False),
                ("versions", version_range(row.get("versions"))), ("why", row["why"].text())])))
    for item in top["paths"].items():
        row = item.mapping("folder", required=("image", "keys"))
        paths.append((row["image"].text(), aggregate([("image", row["image"].text()), ("folder", text(row, "folder")),
                                                      ("keys", out.words(row["keys"].texts()))])))
    exclusive = []
    for item in top["exclusive"].items():
        row = item.mapping(required=("image", "suffix"))
        exclusive.append((row["image"].text(), aggregate([("image", row["image"].text()), ("suffix", row["suffix"].text())])))
    out.table("ExclusiveFile", "exclusive_files", [row for _, row in sorted(exclusive)])
    extensions = []
    for item in top["extensions"].items():
        row = item.mapping("clients", required=("extension", "lacking"))
        extensions.append((row["extension"].text(), aggregate([
            ("extension", row["extension"].text()), ("lacking", out.words(row["lacking"].texts())),
            ("clients", out.words(texts(row, "clients")))])))
    out.table("DatabaseExtension", "database_extensions", [row for _, row in sorted(extensions)])
    for kind, name, rows in (("SettingsFile", "settings_files", files), ("RefusedSetting", "refused_settings", refused),
                             ("PathSetting", "path_settings", paths)):
        out.table(kind, name, [row for _, row in sorted(rows, key=lambda pair: pair[0])])


def write_program_settings(out, root):
    top = simple_rows(root, "program_settings.yaml").mapping(required=("expansion", "data_options", "reads", "port_variables", "port_settings", "push_paths", "prefix_options", "side_ports", "workers", "jobs", "listen_hosts", "runtime_ports", "collector_ports", "not_metrics", "host_folders", "updaters", "purposes",
                                   "clients"))
    expansions, options, reads = [], [], []
    for item in top["expansion"].items():
        row = item.mapping("option", "suffix", "sections", required=("image", "form", "source"))
        row["source"].source()
        expansions.append(aggregate([
            ("image", row["image"].text()),
            ("form", Raw("Expansion::Form::" + row["form"].one_of(("braces", "caddy", "capitals", "none")))),
            ("option", text(row, "option")), ("suffix", text(row, "suffix")),
            ("sections", out.words(row["sections"].texts() if "sections" in row else []))]))
    out.table("Expansion", "expansions", expansions)
    for item in top["data_options"].items():
        row = item.mapping(required=("image", "option", "source"))
        row["source"].source()
        options.append(aggregate([("image", row["image"].text()), ("option", row["option"].text())]))
    out.table("tables::DataOption", "data_options", options)
    for item in top["reads"].items():
        row = item.mapping("section", "file", required=("image", "kind", "places", "source"))
        row["source"].source()
        reads.append(aggregate([("image", row["image"].text()), ("kind", row["kind"].text()),
                                ("file", text(row, "file")), ("section", text(row, "section")), ("places", out.words(row["places"].texts()))]))
    out.table("ReadPlaces", "read_places", reads)
    variables, folders = [], []
    for item in top["port_variables"].items():
        row = item.mapping(required=("image", "names", "source"))
        row["source"].source()
        variables.append(aggregate([("image", row["image"].text()), ("names", out.words(row["names"].texts()))]))
    out.table("tables::PortVariables", "port_variables", variables)
    settings = []
    for item in top["port_settings"].items():
        row = item.mapping("setting", "option", "port", required=("image", "source"))
        row["source"].source()
        settings.append(aggregate([("image", row["image"].text()), ("setting", text(row, "setting")), ("option", text(row, "option")),
                                   ("port", Raw(str(row["port"].number()) if "port" in row else "0"))]))
    out.table("PortSetting", "port_settings", settings)
    pushes, prefixes, workers = [], [], []
    for item in top["push_paths"].items():
        row = item.mapping("option", required=("image", "path", "source"))
        row["source"].source()
        pushes.append(aggregate([("image", row["image"].text()), ("path", row["path"].text()), ("option", text(row, "option"))]))
    out.table("PushPath", "push_paths", pushes)
    for item in top["prefix_options"].items():
        row = item.mapping(required=("image", "options", "source"))
        row["source"].source()
        prefixes.append(aggregate([("image", row["image"].text()), ("options", out.words(row["options"].texts()))]))
    out.table("tables::PrefixOptions", "prefix_options", prefixes)
    sides = []
    for item in top["side_ports"].items():
        row = item.mapping(required=("image", "since", "port", "prefixes", "unless", "source"))
        row["source"].source()
        sides.append(aggregate([("image", row["image"].text()), ("since", Raw(str(row["since"].number()))), ("port", Raw(str(row["port"].number()))),
                                ("prefixes", out.words(row["prefixes"].texts())), ("unless", out.words(row["unless"].texts()))]))
    out.table("SidePort", "side_ports", sides)
    jobs = []
    for key, rows in (("workers", workers), ("jobs", jobs)):
        for item in top[key].items():
            row = item.mapping("verb", "plans", required=("program", "source"))
            row["source"].source()
            rows.append(aggregate([("program", row["program"].text()), ("verb", text(row, "verb")), ("plans", "plans" in row and row["plans"].flag())]))
        out.table("Worker", key, rows)
    hosts = []
    for item in top["listen_hosts"].items():
        row = item.mapping("option", "variable", required=("image", "source"))
        row["source"].source()
        hosts.append(aggregate([("image", row["image"].text()), ("option", text(row, "option")), ("variable", text(row, "variable"))]))
    out.table("ListenHost", "listen_hosts", hosts)
    runtimes, collector = [], []
    for item in top["runtime_ports"].items():
        row = item.mapping(required=("image", "since", "port", "source"))
        row["source"].source()
        runtimes.append(aggregate([("image", row["image"].text()), ("since", Raw(str(row["since"].number()))), ("port", Raw(str(row["port"].number())))]))
    out.table("tables::RuntimePort", "runtime_ports", runtimes)
    for item in top["collector_ports"].items():
        row = item.mapping("protocol", required=("component", "port", "source"))
        row["source"].source()
        collector.append(aggregate([("component", row["component"].text()), ("protocol", text(row, "protocol")), ("port", Raw(str(row["port"].number())))]))
    out.table("tables::CollectorPort", "collector_ports", collector)
    out.table("std::string_view", "not_metrics", [literal(path) for path in top["not_metrics"].texts()])
    for item in top["host_folders"].items():
        row = item.mapping(required=("image", "folders", "effect", "source"))
        row["source"].source()
        folders.append(aggregate([("image", row["image"].text()), ("folders", out.words(row["folders"].texts())),
                                  ("effect", row["effect"].text())]))
    out.table("HostFolders", "host_folders", folders)
    updaters = []
    for item in top["updaters"].items():
        row = item.mapping("bounds", required=("image", "replaces", "source"))
        row["source"].source()
        updaters.append(aggregate([("image", row["image"].text()), ("replaces", row["replaces"].flag()),
                                   ("bounds", out.words(texts(row, "bounds")))]))
    out.table("Updater", "updaters", updaters)
    out.table("tables::Purpose", "purposes", [
        aggregate([("speaks", Raw("Speaks::" + row["speaks"].one_of(("web", "wire", "members")))),
                   ("names", out.words(row["names"].texts()))])
        for row in (item.mapping(required=("speaks", "names")) for item in top["purposes"].items())])
    out.table("tables::WireClients", "wire_clients", [
        aggregate([("schemes", out.words(row["schemes"].texts())), ("prefixes", out.words(row["prefixes"].texts()))])
        for row in (item.mapping(required=("schemes", "prefixes")) for item in top["clients"].items())])


def write_database_servers(out, root):
    rows, seen = [], {}
    for item in simple_rows(root, "database_servers.yaml").items():
        row = item.mapping("tls_unasked", "dump", "connections", "user", "password", "database", "default_user",
                           "database_of_user", "user_makes_databases", "superuser", "superuser_password", "databases",
                           "setup", "suffixes", "strict_setup", "data_of_one_release", "fresh_data",
                           required=("product", "protocol", "source"))
        row["source"].source()
        unique(seen, row["product"].text(), item)
        seen[row["product"].text()] = item
        rows.append(aggregate([
            ("product", row["product"].text()), ("protocol", row["protocol"].text()),
            ("dump", out.words(texts(row, "dump"))),
            ("tls_unasked", "tls_unasked" in row and row["tls_unasked"].flag()),
            ("connections", row["connections"].number() if "connections" in row else 0),
            *((name, out.words(texts(row, name))) for name in ("user", "password", "database")),
            ("default_user", text(row, "default_user")),
            *((name, name in row and row[name].flag())
              for name in ("database_of_user", "user_makes_databases", "data_of_one_release")),
            ("fresh_data", text(row, "fresh_data")), ("superuser", text(row, "superuser")),
            ("superuser_password", out.words(texts(row, "superuser_password"))),
            ("databases", out.words(texts(row, "databases"))), ("setup", text(row, "setup")),
            ("suffixes", out.words(texts(row, "suffixes"))),
            ("strict_setup", "strict_setup" in row and row["strict_setup"].flag())]))
    out.table("DatabaseServer", "database_servers", rows)


def write_database_clients(out, root):
    rows, seen = [], {}
    for item in simple_rows(root, "database_clients.yaml").items():
        row = item.mapping("database", "operand_is_database", required=("programs", "host", "port", "user", "other", "source"))
        row["source"].source()
        for program in row["programs"].texts():
            unique(seen, program, item)
            seen[program] = item
        rows.append(aggregate([
            *((name, out.words(texts(row, name))) for name in ("programs", "host", "port", "user", "database", "other")),
            ("operand_is_database", "operand_is_database" in row and row["operand_is_database"].flag())]))
    out.table("DatabaseClient", "database_clients", rows)


def write_renamed_settings(out, root):
    rows, seen = [], {}
    for item in simple_rows(root, "renamed_settings.yaml").items():
        row = item.mapping(required=("framework", "since", "from", "to", "needs", "source"))
        row["source"].source()
        unique(seen, row["from"].text(), item)
        seen[row["from"].text()] = item
        rows.append(aggregate([
            ("framework", row["framework"].text()), ("since", row["since"].number()), ("from", row["from"].text()),
            ("to", row["to"].text()), ("needs", row["needs"].text())]))
    out.table("RenamedSetting", "renamed_settings", rows)


def write_backup_programs(out, root):
    rows = []
    for item in simple_rows(root, "backup_programs.yaml").items():
        row = item.mapping("names_images", required=("program", "saves"))
        rows.append(aggregate([
            ("program", row["program"].text()),
            ("saves", Raw("BackupProgram::Saves::" + row["saves"].one_of(("dump", "files", "repository")))),
            ("names_images", "names_images" in row and row["names_images"].flag())]))
    out.table("BackupProgram", "backup_programs", rows)


def write_ci_setup_actions(out, root):
    plain_table(out, "CiSetupAction", "ci_setup_actions", simple_rows(root, "ci_setup_actions.yaml").items(), action="text",
                input="text", product="text")


def write_image_scanners(out, root):
    plain_table(out, "ImageScanner", "image_scanners", simple_rows(root, "image_scanners.yaml").items(), name="text",
                scans_files="flag?")


def write_login_commands(out, root):
    plain_table(out, "LoginCommand", "login_commands", simple_rows(root, "login_commands.yaml").items(), program="text",
                operands="words", options="words?", folder="text", known_to_trivy="flag?")


def write_account_commands(out, root):
    plain_table(out, "AccountCommand", "account_commands", simple_rows(root, "account_commands.yaml").items(),
                program="text", operands="words", options="words?", place="number?")


def write_queue_workers(out, root):
    plain_table(out, "QueueWorker", "queue_workers", simple_rows(root, "queue_workers.yaml").items(), command="text",
                variable="text", values="words", reads="text")


def write_database_drivers(out, root):
    top = load(root / "database_drivers.yaml", root).mapping(
        required=("source", "date", "packages", "settings", "tls_first"))
    proven(top)
    out.table("std::string_view", "tls_first_packages", [literal(package) for package in top["tls_first"].texts()])
    plain_table(out, "DriverPackages", "driver_packages", top["packages"].items(), language="text", schemes="words",
                packages="words", plain="flag?", synchronous="flag?", instead="text?")
    plain_table(out, "DriverSetting", "driver_settings", top["settings"].items(), file="text", key="text", values="words",
                protocol="text")


def write_apache_modules(out, root):
    plain_table(out, "ApacheDirective", "apache_directives", simple_rows(root, "apache_modules.yaml").items(),
                directive="text", scheme="text?", module="text", debian="text?")


def write_lock_options(out, root):
    plain_table(out, "LockOption", "lock_options", simple_rows(root, "lock_options.yaml").items(), manager="text",
                locks="words", option="text", others="words", obeys_ci="flag?")


def write_debuggers(out, root):
    plain_table(out, "Debugger", "debuggers", simple_rows(root, "debuggers.yaml").items(), text="text", port="number",
                title="text", also="text?")


def write_patch_bases(out, root):
    plain_table(out, "PatchBase", "patch_bases", simple_rows(root, "patch_bases.yaml").items(), image="text", line="text",
                below="text", codename="text")


def write_newest_releases(out, root):
    plain_table(out, "NewestRelease", "newest_releases", simple_rows(root, "newest_releases.yaml").items(), tool="text",
                package="text", image="text", language="text", accepts="words", runs="text?")


def write_web_builders(out, root):
    top = load(root / "web_builders.yaml", root).mapping(required=("source", "date", "servers", "bundlers", "configurations",
                                                                       "next_outputs", "frameworks"))
    proven(top)
    plain_table(out, "BuiltServer", "built_servers", top["servers"].items(), program="text", verb="text?", folder="text",
                build="text")
    plain_table(out, "Bundler", "bundlers", top["bundlers"].items(), program="text", verb="text", folder="text",
                configuration="text?", key="text?")
    plain_table(out, "BuildConfiguration", "build_configurations", top["configurations"].items(), program="text", file="text",
                plugins="flag?")
    plain_table(out, "NextOutput", "next_outputs", top["next_outputs"].items(), path="text", value="text")
    out.table("std::string_view", "output_deciding_plugins", [literal(name) for name in top["frameworks"].texts()])


def write_word_sets(out, top, **tables):
    """Keys of a table whose values are words that are looked for one by one."""
    for key, table in tables.items():
        out.word_set(table, top[key].texts())


def write_blanks(out, root):
    tables = {"file_names": "blanks_of_file_names", "credentials": "blanks_of_credentials", "homes": "shared_homes",
              "profiles": "profiles_of_nobody"}
    top = load(root / "blanks.yaml", root).mapping(required=("source", "date", *tables))
    proven(top)
    write_word_sets(out, top, **tables)


def write_setting_types(out, root):
    tables = {"pydantic": "pydantic_types", "environ": "environ_readers"}
    top = load(root / "setting_types.yaml", root).mapping(required=("source", "date", *tables))
    proven(top)
    write_word_sets(out, top, **tables)


def write_served_folders(out, root):
    top = load(root / "served_folders.yaml", root).mapping(required=("source", "date", "servers", "names", "own"))
    proven(top)
    write_word_sets(out, top, servers="file_servers")
    for key, table in {"names": "page_folders", "own": "folders_of_image"}.items():
        out.table("std::string_view", table, [literal(folder) for folder in top[key].texts()])


def write_frameworks(out, root):
    products = load(root / "end_of_life.yaml", root).mapping("date", required=("products",))["products"].mapping()
    fields = {"ecosystem": "text", "package": "text", "product": "text", "title": "text", "plugin": "text?"}
    rows = []
    for item in simple_rows(root, "frameworks.yaml").items():
        row = item.mapping(*fields, required=("ecosystem", "package", "product", "title"))
        row["ecosystem"].one_of(LANGUAGES)
        if row["product"].text() not in products:
            raise row["product"].error(f"no product `{row['product'].text()}` in end_of_life.yaml")
        rows.append(plain_row(out, item, fields))
    out.table("Framework", "frameworks", rows)


def write_program_kinds(out, root):
    tables = {"inits": "init_programs", "user_switches": "user_switches", "python_servers": "python_servers",
              "python_programs": "python_programs", "python_runners": "python_runners", "image_movers": "image_movers",
              "bundlers": "bundling_programs", "translators": "translating_programs", "page_makers": "page_makers",
              "page_servers": "page_servers", "test_runners": "test_runners", "lasting": "lasting_programs"}
    top = load(root / "program_kinds.yaml", root).mapping(required=("source", "date", *tables, "waiting"))
    proven(top)
    write_word_sets(out, top, **tables)
    out.table("std::string_view", "waiting_commands", [literal(command) for command in top["waiting"].texts()])


def write_image_kinds(out, root):
    tables = {"java": "java_images", "compilers": "compiler_images", "clouds": "cloud_images",
              "official": "official_images", "host_meters": "host_meters"}
    top = load(root / "image_kinds.yaml", root).mapping(required=("source", "date", *tables))
    proven(top)
    write_word_sets(out, top, **tables)


def write_built_in_modules(out, root):
    tables = {"node": "modules_of_node", "php": "extensions_of_php", "python": "modules_of_python"}
    top = load(root / "built_in_modules.yaml", root).mapping(required=("source", "date", *tables))
    proven(top)
    write_word_sets(out, top, **tables)


def write_https_hosts(out, root):
    tables = {"https": "https_hosts", "redirect": "redirecting_hosts", "installers": "installer_hosts"}
    top = load(root / "https_hosts.yaml", root).mapping(required=("source", "date", *tables))
    proven(top)
    write_word_sets(out, top, **tables)


def write_package_kinds(out, root):
    tables = {key: key for key in ("database_drivers", "wheels", "http_clients", "without_http_client", "module_hooks", "servers_beside",
                                  "airflow_providers")}
    by_language = ("redis_queues", "environment_readers")
    top = load(root / "package_kinds.yaml", root).mapping(required=("source", "date", *by_language, *tables))
    proven(top)
    write_word_sets(out, top, **tables)
    for key in by_language:
        out.table("PackagesOfLanguage", key, [
            aggregate([("language", language), ("packages", out.set_of(packages.texts()))])
            for language, packages in top[key].mapping(*LANGUAGES).items()])


def write_credential_files(out, root):
    top = load(root / "credential_files.yaml", root).mapping(required=("source", "date", "files", "variables", "signing_keys", "clients"))
    proven(top)
    plain_table(out, "CredentialFile", "credential_files", top["files"].items(), holds="text", names="set", paths="words?",
                endings="words?")
    write_word_sets(out, top, variables="credential_file_variables", signing_keys="signing_keys",
                    clients="words_of_clients")


def write_log_drivers(out, root):
    top = load(root / "log_drivers.yaml", root).mapping(required=("source", "date", "common", "rows"))
    proven(top)
    write_word_sets(out, top, common="common_log_options")
    plain_table(out, "LogDriver", "log_drivers", top["rows"].items(), driver="text", built_in="flag?", options="set?",
                address="text?")


def write_build_steps(out, root):
    top = load(root / "build_steps.yaml", root).mapping(required=("source", "date", "arranging", "bundling", "packages"))
    proven(top)
    write_word_sets(out, top, arranging="arranging_programs")
    out.table("std::string_view", "bundling_commands", [literal(command) for command in top["bundling"].texts()])
    plain_table(out, "PackageStep", "package_steps", top["packages"].items(), program="text", harmless="words?",
                installs="words?")


def write_packings(out, root):
    plain_table(out, "Packing", "packings", simple_rows(root, "packings.yaml").items(), format="text", ending="text",
                packs="set", unpacks="set")


def write_repository_files(out, root):
    top = load(root / "repository_files.yaml", root).mapping(
        required=("source", "date", "update_bots", "deployments", "locks"))
    proven(top)
    out.table("std::string_view", "update_bots", [literal(path) for path in top["update_bots"].texts()])
    write_word_sets(out, top, deployments="deployment_files")
    plain_table(out, "LockFiles", "lock_files", top["locks"].items(), language="text", manifests="words?", locks="words")


def write_schemes(out, root):
    rows = {}
    fields = {"scheme": "text", "port": "number?", "data": "flag?", "no_host": "flag?", "grafana": "words?",
              "protocol": "text?"}
    for item in simple_rows(root, "schemes.yaml").items():
        row = plain_row(out, item, fields)
        unique(rows, item.value["scheme"].text(), item)
        rows[item.value["scheme"].text()] = row
    out.table("Scheme", "schemes", [rows[scheme] for scheme in sorted(rows)])


def write_browsers(out, root):
    tables = {"modules": "browser_modules", "programs": "browser_programs", "variables": "browser_variables",
              "images": "browser_images", "without": "images_without_browser"}
    top = load(root / "browsers.yaml", root).mapping(required=("source", "date", *tables))
    proven(top)
    for key, table in tables.items():
        out.table("std::string_view", table, [literal(name) for name in top[key].texts()])


def write_welcome_pages(out, root):
    rows = []
    for item in simple_rows(root, "welcome_pages.yaml").items():
        item.mapping(required=("image", "folders", "source"))["source"].source()
        del item.value["source"]
        rows.append(plain_row(out, item, {"image": "text", "folders": "words"}))
    out.table("WelcomePage", "welcome_pages", rows)


def write_written_folders(out, root):
    plain_table(out, "WrittenFolders", "written_folders", simple_rows(root, "written_folders.yaml").items(), framework="text",
                marker="text", folders="words", needed="words?")


def write_migration_tools(out, root):
    plain_table(out, "MigrationTool", "migration_tools", simple_rows(root, "migration_tools.yaml").items(), title="text",
                command="text", steps="words?", commands="words", wipes="words?", makes="words?", seeds="words?",
                in_code="words", in_manifest="text?",
                locks="flag?", package="text?")


def write_kics_queries(out, root):
    rows = {}
    for item in simple_rows(root, "kics_queries.yaml").items():
        row = item.mapping(required=("name", "id"))
        unique(rows, row["id"].text(), item)
        rows[row["id"].text()] = aggregate([("id", row["id"].text()), ("name", row["name"].text())])
    out.table("tables::KicsQuery", "kics_queries", [rows[each] for each in sorted(rows)])


def write_package_caches(out, root):
    rows = {}
    for item in simple_rows(root, "package_caches.yaml").items():
        row = item.mapping("verbs", "also", required=("program", "path", "marks"))
        program = row["program"].text()
        unique(rows, program, item)
        also = row["also"].mapping(required=("path", "mark")) if "also" in row else {}
        rows[program] = aggregate([
            ("program", program), ("verbs", out.words(texts(row, "verbs"))), ("path", row["path"].text()),
            ("marks", out.words(row["marks"].texts())), ("second_path", text(also, "path")),
            ("second_mark", text(also, "mark"))])
    out.table("PackageCache", "package_caches", [rows[program] for program in sorted(rows)])


def writers():
    """Every function of this file that writes a table by itself: write_NAME(out, root)."""
    return [function for name, function in globals().items()
            if name.startswith("write_") and list(inspect.signature(function).parameters) == ["out", "root"]]


def headers(root):
    """Those that declare a table, so that a new one is included without anybody's doing."""
    folder = root.parent / "src" / "knowledge"
    return sorted(f'#include "knowledge/{header.name}"' for header in folder.glob("*.h")
                  if re.search(r"namespace (\w+::)*tables\b", header.read_text(encoding="utf-8")))


def generate(root):
    out = Output()
    products = write_images(out, root)
    write_cycles(out, root, products)
    for write in writers():
        if write is not write_images:
            write(out, root)
    return "\n".join([
        "// Made by tools/generate_knowledge.py from knowledge/; edit the tables there.", *headers(root), "",
        "namespace seaworthy::knowledge {",
        "using namespace std::literals;",
        *out.text, "}  // namespace seaworthy::knowledge", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=pathlib.Path, required=True, help="the folder knowledge/")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="the C++ file to write")
    arguments = parser.parse_args()
    try:
        generated = generate(arguments.root.resolve())
    except BadRow as error:
        sys.exit(f"error: {error}")
    if not arguments.output.exists() or arguments.output.read_text(encoding="utf-8") != generated:
        arguments.output.write_text(generated, encoding="utf-8")


if __name__ == "__main__":
    main()
