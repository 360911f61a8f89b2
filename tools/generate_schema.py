#!/usr/bin/env python3
"""Turns the JSON schemas of Compose files and of Swarm's stack files into tables that compose/schema.cc walks.

The schema's `oneOf` always tells its branches apart by type, `allOf` only joins attributes, and its patterns are a
handful; all three are relied on, and anything new in a later schema stops the build here.
"""

import argparse
import json
import os
import sys

TYPES = {"null": 1, "boolean": 2, "integer": 4, "number": 8, "string": 16, "array": 32, "object": 64}
KEY_PATTERNS = {"^.+$": "any", ".+": "any", "^[a-zA-Z0-9._-]+$": "name", "^[a-z]+$": "lower"}
TEXT_PATTERNS = {
    "^(always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+)$": "pull_policy",
    "[a-zA-Z0-9][a-zA-Z0-9_.-]+": "container_name",
}
KNOWN = {
    "type", "properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "allOf", "oneOf",
    "anyOf", "items", "uniqueItems", "enum", "minimum", "maximum", "required", "pattern", "$ref",
    "title", "description", "deprecated", "default", "$schema", "$id", "$defs",
    "format", "since", "closedBefore", "comment", "instead",
}
FORMATS = {"duration": "duration"}


class Generator:
    def __init__(self):
        self.schema = {}
        self.nodes = []
        self.numbers = {}
        self.properties = []
        self.texts = []
        self.children = []

    def resolve(self, schema):
        while "$ref" in schema:
            since = {"since": schema["since"]} if "since" in schema else {}
            schema = {**self.schema["$defs"][schema["$ref"].rsplit("/", 1)[1]], **since}
        return schema

    def root(self, schema):
        """The number of a whole schema's node."""
        self.schema = schema
        self.numbers = {}
        return self.node(schema)

    def node(self, schema):
        schema = self.resolve(schema)
        key = json.dumps(strip(schema), sort_keys=True)
        if key in self.numbers:
            return self.numbers[key]
        number = len(self.nodes)
        self.numbers[key] = number
        self.nodes.append(None)
        self.nodes[number] = self.build(schema)
        return number

    def flattened(self, schema):
        unknown = set(schema) - KNOWN
        if unknown:
            sys.exit(f"schema: unknown keywords {sorted(unknown)}")
        result = {k: v for k, v in schema.items() if k not in ("allOf",)}
        result["properties"] = dict(schema.get("properties", {}))
        result["patternProperties"] = dict(schema.get("patternProperties", {}))
        for part in schema.get("allOf", []):
            part = self.flattened(self.resolve(part))
            result["properties"].update(part["properties"])
            result["patternProperties"].update(part["patternProperties"])
            result.setdefault("type", part.get("type", "object"))
        return result

    def build(self, schema):
        schema = self.flattened(schema)
        types = schema.get("type", [])
        mask = sum(TYPES[t] for t in ([types] if isinstance(types, str) else types))
        closed = schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False
        extensions = False
        pattern, pattern_node = "none", -1
        for text, sub in schema["patternProperties"].items():
            if text == "^x-":
                extensions = True
                continue
            pattern, pattern_node = KEY_PATTERNS[text], self.node(sub)
        properties = sorted((name, self.node(sub)) for name, sub in schema["properties"].items())
        branches = [self.node(sub) for sub in schema.get("oneOf", [])]
        seen = 0
        for branch in branches:
            types_of_branch = self.nodes[branch]["types"]
            types_of_branch |= 4 if types_of_branch & 8 else 0
            if seen & types_of_branch or not types_of_branch:
                sys.exit("schema: the branches of a oneOf share a type")
            seen |= types_of_branch
        any_required = [sub["required"][0] for sub in schema.get("anyOf", [])]
        items = self.node(schema["items"]) if "items" in schema else -1
        first_property = len(self.properties)
        self.properties += properties
        return {
            "types": mask or seen,
            "closed": closed,
            "extensions": extensions,
            "unique": schema.get("uniqueItems", False),
            "key_pattern": pattern,
            "text_pattern": TEXT_PATTERNS[schema["pattern"]] if "pattern" in schema
                            else FORMATS[schema["format"]] if "format" in schema else "none",
            "pattern_node": pattern_node,
            "items": items,
            "properties": (first_property, len(properties)),
            "branches": self.slice(self.children, branches),
            "enumeration": self.slice(self.texts, schema.get("enum", [])),
            "required": self.slice(self.texts, schema.get("required", [])),
            "any_required": self.slice(self.texts, any_required),
            "minimum": schema.get("minimum"),
            "maximum": schema.get("maximum"),
            "since": schema.get("since", 0),
            "closed_before": schema.get("closedBefore", 0),
        }

    @staticmethod
    def slice(pool, values):
        first = len(pool)
        pool += values
        return (first, len(values))


def strip(schema):
    if isinstance(schema, dict):
        return {k: strip(v) for k, v in schema.items() if k not in ("title", "deprecated") and
                not (k == "description" and isinstance(v, str))}
    if isinstance(schema, list):
        return [strip(v) for v in schema]
    return schema


def text(value):
    return json.dumps(value)


def write(generator, root, stack_file_root, instead, path):
    pair = lambda p: "{%d, %d}" % p
    number = lambda v, other: other if v is None else repr(float(v))
    out = ["// Generated by tools/generate_schema.py from knowledge/schema. Do not edit.",
           '#include "compose/schema_table.h"', "", "namespace seaworthy::compose::schema {", "namespace {", ""]
    out.append("constexpr Property properties_table[] = {")
    out += ["    {%s, %d}," % (text(name), node) for name, node in generator.properties]
    out += ["};", "constexpr std::string_view texts_table[] = {"]
    out += ["    %s," % text(value) for value in generator.texts]
    out += ["};", "constexpr std::int16_t children_table[] = {"]
    out += ["    %s" % ", ".join(map(str, generator.children)), "};", "constexpr Node nodes_table[] = {"]
    for node in generator.nodes:
        out.append("    {%d, %s, %s, %s, KeyPattern::%s, TextPattern::%s, %d, %d, %s, %s, %s, %s, %s, %s, %s, %d, %d}," % (
            node["types"], str(node["closed"]).lower(), str(node["extensions"]).lower(),
            str(node["unique"]).lower(), node["key_pattern"], node["text_pattern"], node["pattern_node"],
            node["items"], pair(node["properties"]), pair(node["branches"]), pair(node["enumeration"]),
            pair(node["required"]), pair(node["any_required"]), number(node["minimum"], "-no_limit"),
            number(node["maximum"], "no_limit"), node["since"], node["closed_before"]))
    out += ["};", "constexpr Advice instead_table[] = {"]
    out += ["    {%s, %s}," % (text(key), text(advice)) for key, advice in sorted(instead.items())]
    out += ["};", "", "}  // namespace", "", "const std::span<const Property> properties = properties_table;",
            "const std::span<const std::string_view> texts = texts_table;",
            "const std::span<const std::int16_t> children = children_table;",
            "const std::span<const Node> nodes = nodes_table;", "const std::int16_t root = %d;" % root,
            "const std::int16_t stack_file_root = %d;" % stack_file_root,
            "const std::span<const Advice> instead = instead_table;", "",
            "}  // namespace seaworthy::compose::schema", ""]
    content = "\n".join(out)
    if os.path.exists(path):
        with open(path, encoding="utf-8") as old:
            if old.read() == content:
                return
    with open(path, "w", encoding="utf-8") as new:
        new.write(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schema", required=True)
    parser.add_argument("--stack-file-schema", required=True)
    parser.add_argument("--output", required=True)
    arguments = parser.parse_args()
    with open(arguments.schema, encoding="utf-8") as file:
        schema = json.load(file)
    with open(arguments.stack_file_schema, encoding="utf-8") as file:
        stack_file = json.load(file)
    generator = Generator()
    root = generator.root(schema)
    write(generator, root, generator.root(stack_file), stack_file["instead"], arguments.output)


main()
