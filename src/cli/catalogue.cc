// `explain` and `rules`: what the rules' declarations say, for people and for programs.
#include <algorithm>
#include <array>

#include "cli/commands.h"
#include "cli/pipeline.h"
#include "cli/rule_examples.h"
#include "knowledge/knowledge.h"
#include "rules/registry.h"

namespace seaworthy::cli {

namespace {

constexpr std::size_t page_width = 100;

/// Appends text wrapped at spaces, every line indented.
void append_wrapped(std::string& page, std::string_view text, std::size_t indent) {
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    if (column != 0 && column + 1 + word.size() > page_width) {
      page += '\n';
      column = 0;
    }
    if (column == 0) {
      page.append(indent, ' ');
      column = indent;
    } else {
      page += ' ';
      ++column;
    }
    page += word;
    column += word.size();
    text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  }
  page += '\n';
}

void append_section(std::string& page, std::string_view title, std::string_view text) {
  if (text.empty()) return;
  page += "\n" + std::string(title) + "\n";
  append_wrapped(page, text, 2);
}

std::string_view describe(rules::Fixes fixes) {
  switch (fixes) {
    case rules::Fixes::never:
      return "none; a person has to decide";
    case rules::Fixes::sometimes:
      return "where an edit is certain to be right";
    case rules::Fixes::always:
      return "always";
  }
  return "";
}

std::string page_of(const rules::RegisteredRule& registered) {
  const rules::Rule& rule = *registered.rule;
  std::string page = std::string(registered.name) + " (" + std::string(rule.code) + ")\n\n";
  append_wrapped(page, rule.summary, 0);
  page += "\n  severity    " + std::string(name(rule.severity)) + "\n  certainty   " +
          std::string(name(rule.confidence)) + "\n  rung        " + std::string(name(rule.rung)) + "\n  category    " +
          std::string(name(rule.category)) + "\n  fix         " + std::string(describe(rule.fixes)) +
          "\n  since       " + std::string(rule.since) + "\n";
  if (!rule.on) page += "  runs        only with --all-rules or --only\n";
  append_section(page, "Why", rule.why);
  append_section(page, "What to do", rule.remedy);
  if (const std::span<const RuleExample> examples = rule_examples(registered.slug()); !examples.empty()) {
    page += "\nExample\n";
    for (const RuleExample& example : examples) {
      page += "  " + std::string(example.path) + "\n";
      std::string_view text = example.text;
      while (!text.empty()) {
        const std::size_t newline = text.find('\n');
        page += "    | " + std::string(text.substr(0, newline)) + "\n";
        text = newline == std::string_view::npos ? std::string_view() : text.substr(newline + 1);
      }
    }
  }
  if (!rule.peers.empty()) {
    page += "\nOther tools call it\n";
    rules::for_each_name(rule.peers, [&](std::string_view peer) { page += "  " + std::string(peer) + "\n"; });
  }
  append_section(page, "Where it differs from them", rule.differs);
  if (const auto controls = rules::controls_of(rule); !controls.empty()) {
    page += "\nControls\n";
    for (const rules::ControlId& control : controls) {
      page += "  " + std::string(control.standard) + "  " + std::string(control.id) + "\n";
    }
  }
  if (!rule.references.empty()) {
    page += "\nRead more\n";
    rules::for_each_name(rule.references,
                         [&](std::string_view address) { page += "  " + std::string(address) + "\n"; });
  }
  page += "\nTo accept it somewhere, say why on the line before:\n  # seaworthy: allow(" +
          std::string(registered.slug()) + ") reason\n";
  return page;
}

std::string catalogue_for_terminal() {
  std::size_t widest = 0;
  for (const rules::RegisteredRule& rule : rules::registry()) widest = std::max(widest, rule.name.size());
  std::string text;
  std::string_view group;
  for (const rules::RegisteredRule& rule : rules::registry()) {
    if (rule.group() != group) {
      group = rule.group();
      text += (text.empty() ? "" : "\n") + std::string(group) + "\n";
    }
    std::string line = "  " + std::string(rule.rule->code) + "  " + std::string(rule.slug());
    line.append(widest - group.size() - 1 - rule.slug().size() + 2, ' ');
    std::string_view severity = name(rule.rule->severity);
    line += std::string(severity) + std::string(10 - severity.size(), ' ') + std::string(rule.rule->summary);
    if (!rule.rule->on) line += " (off by default)";
    text += line + "\n";
  }
  text += "\n" + std::to_string(rules::registry().size()) + " rules. `seaworthy explain RULE` tells more of each.\n";
  return text;
}

std::string catalogue_as_markdown() {
  std::string text = "# Rules\n\n" + std::to_string(rules::registry().size()) + " rules.\n";
  std::string_view group;
  for (const rules::RegisteredRule& rule : rules::registry()) {
    if (rule.group() != group) {
      group = rule.group();
      text += "\n## " + std::string(group) + "\n\n| code | rule | severity | rung | what it finds | other tools |\n" +
              "|---|---|---|---|---|---|\n";
    }
    std::string peers;
    rules::for_each_name(rule.rule->peers, [&](std::string_view peer) {
      peers += (peers.empty() ? "" : ", ") + std::string("`") + std::string(peer) + "`";
    });
    std::string summary;
    for (const char character : rule.rule->summary)
      summary += character == '|' ? std::string("\\|") : std::string(1, character);
    text += "| " + std::string(rule.rule->code) + " | `" + std::string(rule.slug()) + "` | " +
            std::string(name(rule.rule->severity)) + " | " + std::string(name(rule.rule->rung)) + " | " + summary +
            (rule.rule->on ? "" : " (off by default)") + " | " + peers + " |\n";
  }
  return text;
}

/// Writes JSON text; the few declarations there are need no library.
class JsonText {
 public:
  void string(std::string_view text) {
    out_ += '"';
    for (const char character : text) {
      const auto byte = static_cast<unsigned char>(character);
      if (character == '"' || character == '\\') {
        out_ += '\\';
        out_ += character;
      } else if (byte < 0x20) {
        constexpr std::string_view digits = "0123456789abcdef";
        out_ += "\\u00";
        out_ += digits[byte >> 4];
        out_ += digits[byte & 15];
      } else {
        out_ += character;
      }
    }
    out_ += '"';
  }
  void member(std::string_view key, std::string_view value) {
    string(key);
    out_ += ':';
    string(value);
    out_ += ',';
  }
  void raw(std::string_view text) { out_ += text; }
  /// Takes back the comma that the last member left.
  void close(char bracket) {
    if (out_.ends_with(',')) out_.pop_back();
    out_ += bracket;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string catalogue_as_json() {
  JsonText json;
  json.raw("{");
  json.member("schema", "seaworthy.rules/1");
  json.member("ruleset", rules::ruleset_version());
  json.raw("\"rules\":[");
  for (const rules::RegisteredRule& registered : rules::registry()) {
    const rules::Rule& rule = *registered.rule;
    json.raw("\n{");
    json.member("rule", registered.name);
    json.member("code", rule.code);
    json.member("summary", rule.summary);
    json.member("why", rule.why);
    json.member("remedy", rule.remedy);
    json.member("severity", name(rule.severity));
    json.member("confidence", name(rule.confidence));
    json.member("rung", name(rule.rung));
    json.member("category", name(rule.category));
    json.member("since", rule.since);
    json.member("differs", rule.differs);
    json.raw(rule.on ? "\"on\":true," : "\"on\":false,");
    json.raw("\"aliases\":[");
    rules::for_each_name(rule.peers, [&](std::string_view peer) {
      json.string(peer);
      json.raw(",");
    });
    json.close(']');
    json.raw(",\"controls\":[");
    for (const rules::ControlId& control : rules::controls_of(rule)) {
      json.raw("{");
      json.member("standard", control.standard);
      json.member("id", control.id);
      json.close('}');
      json.raw(",");
    }
    json.close(']');
    json.raw(",\"references\":[");
    rules::for_each_name(rule.references, [&](std::string_view address) {
      json.string(address);
      json.raw(",");
    });
    json.close(']');
    json.raw("},");
  }
  json.close(']');
  json.raw("}\n");
  return json.take();
}

}  // namespace

std::string version_text() {
  return "seaworthy " SEAWORTHY_VERSION "\nrules " + std::string(rules::ruleset_version()) + " (" +
         std::to_string(rules::registry().size()) + ")\nknowledge of " + std::string(knowledge::date()) + "\n";
}

int run_explain(const Options& options) {
  if (options.arguments.empty()) {
    complain("explain what? Give a rule: `seaworthy explain privileged`; `seaworthy rules` lists them");
    return wrong_usage;
  }
  std::string text;
  for (const std::string& word : options.arguments) {
    const std::vector<RuleId> found = rules::find_rules(word);
    if (found.empty()) {
      const std::string_view near = rules::nearest_rule(word);
      complain("no rule is called `" + word + "`" +
               (near.empty() ? "; `seaworthy rules` lists them" : "; did you mean `" + std::string(near) + "`?"));
      return wrong_usage;
    }
    for (const RuleId id : found) {
      if (!text.empty()) text += "\n" + std::string(page_width, '-') + "\n\n";
      text += page_of(rules::registered(id));
    }
  }
  return print(text) ? success : wrong_usage;
}

int run_rules(const Options& options) {
  std::string text;
  switch (options.format) {
    case Format::terminal:
      text = catalogue_for_terminal();
      break;
    case Format::markdown:
      text = catalogue_as_markdown();
      break;
    case Format::json:
      text = catalogue_as_json();
      break;
  }
  return print(text) ? success : wrong_usage;
}

}  // namespace seaworthy::cli
