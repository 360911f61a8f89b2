#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "knowledge/knowledge.h"
#include "report/layout.h"
#include "report/report.h"
#include "rules/registry.h"

namespace seaworthy::report {
namespace {

/// Appends to a std::string as RapidJSON's output stream, which gives it single bytes: they are gathered first.
struct StringStream {
  using Ch = char;
  std::string& out;
  std::array<char, 4096> gathered;
  std::size_t size = 0;
  explicit StringStream(std::string& to) : out(to) {}
  void Put(char c) {
    if (size == gathered.size()) Flush();
    gathered[size++] = c;
  }
  void Flush() {
    out.append(gathered.data(), size);
    size = 0;
  }
  void append(std::string_view text) {
    if (text.size() > gathered.size() - size) Flush();
    if (text.size() > gathered.size()) {
      out.append(text);
      return;
    }
    std::ranges::copy(text, gathered.begin() + static_cast<std::ptrdiff_t>(size));
    size += text.size();
  }
};

/// RapidJSON's writer, with a short way for texts in which nothing has to be escaped: nearly all of a report.
class Writer : public rapidjson::PrettyWriter<StringStream> {
 public:
  using PrettyWriter::PrettyWriter;
  void plain(std::string_view text) {
    PrettyPrefix(rapidjson::kStringType);
    os_->Put('"');
    os_->append(text);
    os_->Put('"');
  }
};

class JsonReport {
 public:
  JsonReport(const View& view, std::string& out) : view_(view), stream_(out), json_(stream_) {
    json_.SetIndent(' ', 1);
  }

  void write() {
    json_.StartObject();
    field("schema", "seaworthy.report/1");
    key("tool");
    json_.StartObject();
    field("name", "seaworthy");
    field("version", view_.version);
    field("ruleset", rules::ruleset_version());
    field("knowledge_date", knowledge::date());
    json_.EndObject();
    field("root", view_.project.root_name);
    field("verdict", score::name(view_.score.verdict));
    number("score", view_.score.total, 1);
    field("grade", view_.score.grade);
    write_inventory();
    write_stacks();
    write_components();
    write_categories();
    write_findings();
    write_strengths();
    write_compliance();
    write_facts();
    write_unread();
    json_.EndObject();
    stream_.Put('\n');
    stream_.Flush();
  }

 private:
  /// Names are words of the schema, in which nothing has to be escaped.
  void key(std::string_view name) { json_.plain(name); }
  /// JSON text is UTF-8: bytes of the input that are not are replaced.
  void string(std::string_view text) {
    bool ascii = true, plain = true;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      ascii &= byte < 0x80;
      plain &= byte >= 0x20 && c != '"' && c != '\\';
    }
    if (ascii && plain) {
      json_.plain(text);
    } else if (ascii) {
      json_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    } else {
      const std::string clean = valid_utf8(text);
      json_.String(clean.data(), static_cast<rapidjson::SizeType>(clean.size()));
    }
  }
  void field(std::string_view name, std::string_view text) {
    key(name);
    string(text);
  }
  void number(std::string_view name, double value, int decimals) {
    key(name);
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%.*f", decimals, value);
    json_.RawValue(text, static_cast<std::size_t>(length), rapidjson::kNumberType);
  }
  void integer(std::string_view name, std::uint64_t value) {
    key(name);
    json_.Uint64(value);
  }
  void finding_ids(std::string_view name, const std::vector<std::uint32_t>& findings) {
    key(name);
    json_.StartArray();
    for (const std::uint32_t index : findings) string(view_.ids[index]);
    json_.EndArray();
  }
  template <class Range>
  void strings(std::string_view name, const Range& texts) {
    key(name);
    json_.StartArray();
    for (const auto& text : texts) string(text);
    json_.EndArray();
  }
  void file_and_line(Span span) {
    const Source& source = view_.project.sources[span.file];
    field("file", source.path());
    integer("line", source.place(span.begin).line);
  }

  void write_inventory() {
    key("inventory");
    json_.StartArray();
    for (const project::File& file : view_.project.files) {
      json_.StartObject();
      field("path", file.path);
      field("kind", discover::name(file.kind));
      field("role", discover::name(file.role));
      field("reason", file.kind_reason);
      key("used_by");
      json_.StartArray();
      for (const project::Use& use : file.used_by) string(use.by);
      json_.EndArray();
      json_.EndObject();
    }
    json_.EndArray();
  }

  void write_stacks() {
    key("stacks");
    json_.StartArray();
    for (const project::Stack& stack : view_.project.stacks) {
      json_.StartObject();
      field("name", stack.name);
      field("role", discover::name(stack.role));
      key("files");
      json_.StartArray();
      for (const project::File* file : stack.files) string(file->path);
      json_.EndArray();
      strings("profiles", stack.profiles);
      key("services");
      json_.StartArray();
      for (const project::Service* service : stack.services)
        if (service->active) string(service->name);
      json_.EndArray();
      key("ladder");
      json_.StartObject();
      const score::Ladder& ladder = view_.score.ladders[stack.index];
      for (int rung = 0; rung < rung_count; ++rung) {
        const score::RungResult& result = ladder.rungs[static_cast<std::size_t>(rung)];
        key(name(static_cast<Rung>(rung)));
        json_.StartObject();
        field("status", score::name(result.status));
        finding_ids("findings", result.findings);
        if (!result.reason.empty()) field("reason", result.reason);
        json_.EndObject();
      }
      json_.EndObject();
      json_.EndObject();
    }
    json_.EndArray();
  }

  void write_components() {
    key("components");
    json_.StartArray();
    for (const score::ComponentScore& component : view_.score.components) {
      json_.StartObject();
      field("path", component.path);
      field("kind", discover::name(component.kind));
      number("score", component.score, 1);
      field("verdict", score::name(component.verdict));
      key("strengths");
      json_.StartArray();
      for (const RuleId rule : component.strengths) string(rules::registered(rule).name);
      json_.EndArray();
      finding_ids("findings", component.findings);
      json_.EndObject();
    }
    json_.EndArray();
  }

  void write_categories() {
    key("categories");
    json_.StartArray();
    for (const score::CategoryScore& category : view_.score.categories) {
      if (!category.applicable) continue;
      json_.StartObject();
      field("name", name(category.category));
      number("score", category.score, 1);
      number("weight", category.weight, 2);
      key("lost");
      json_.StartArray();
      for (const score::LostPoints& lost : category.lost) {
        json_.StartObject();
        field("finding", view_.ids[lost.finding]);
        number("points", lost.points, 3);
        json_.EndObject();
      }
      json_.EndArray();
      if (!category.cap.empty()) field("cap", category.cap);
      json_.EndObject();
    }
    json_.EndArray();
  }

  void write_findings() {
    key("findings");
    json_.StartArray();
    for (std::size_t index = 0; index < view_.results.findings.size(); ++index)
      write_finding(view_.results.findings[index], view_.ids[index]);
    for (std::size_t index = 0; index < view_.results.suppressed.size(); ++index)
      write_finding(view_.results.suppressed[index], view_.suppressed_ids[index]);
    json_.EndArray();
  }

  void write_finding(const Finding& finding, std::string_view id) {
    const rules::RegisteredRule& entry = rules::registered(finding.rule);
    json_.StartObject();
    field("id", id);
    field("rule", entry.name);
    field("code", entry.rule->code);
    strings("aliases", finding.aliases);
    field("severity", name(finding.severity));
    field("base_severity", name(finding.base_severity));
    field("confidence", name(finding.confidence));
    field("category", name(finding.category));
    field("rung", name(finding.rung));
    field("subject", finding.subject);
    field("message", finding.message);
    write_place(finding.span);
    key("notes");
    json_.StartArray();
    for (const Note& note : finding.notes) {
      json_.StartObject();
      if (note.span.valid()) {
        file_and_line(note.span);
      } else {
        field("file", "");
        integer("line", 0);
      }
      field("message", note.message);
      json_.EndObject();
    }
    json_.EndArray();
    key("controls");
    json_.StartArray();
    for (const rules::ControlId& control : rules::controls_of(*entry.rule)) {
      json_.StartObject();
      field("standard", control.standard);
      field("id", control.id);
      json_.EndObject();
    }
    json_.EndArray();
    if (!finding.fixes.empty()) write_fix(finding.fixes.front());
    if (!finding.suppressed.empty()) {
      key("suppressed");
      json_.StartObject();
      field("by", finding.suppressed.front().by);
      field("reason", finding.suppressed.front().reason);
      json_.EndObject();
    }
    json_.EndObject();
  }

  /// A finding about the repository as a whole stands at no file: an empty path and zeros.
  void write_place(Span span) {
    Place begin{0, 0};
    Place end{0, 0};
    std::string_view path;
    if (span.valid()) {
      const Source& source = view_.project.sources[span.file];
      path = source.path();
      begin = source.place(span.begin);
      end = source.place(span.end);
    }
    field("file", path);
    integer("line", begin.line);
    integer("column", begin.column);
    integer("end_line", end.line);
    integer("end_column", end.column);
  }

  void write_fix(const Fix& fix) {
    key("fix");
    json_.StartObject();
    field("level", name(fix.level));
    field("title", fix.title);
    key("edits");
    json_.StartArray();
    for (const Edit& edit : fix.edits) {
      json_.StartObject();
      field("file", view_.project.sources[edit.span.file].path());
      integer("start", edit.span.begin);
      integer("end", edit.span.end);
      field("text", edit.text);
      json_.EndObject();
    }
    json_.EndArray();
    json_.EndObject();
  }

  void write_strengths() {
    key("strengths");
    json_.StartArray();
    for (const score::Strength& strength : view_.score.strengths) {
      json_.StartObject();
      field("rule", rules::registered(strength.rule).name);
      integer("passed", strength.passed);
      integer("total", strength.total);
      key("subjects");
      json_.StartArray();
      for (const rules::Subject* subject : passed_subjects(view_, strength)) {
        json_.StartObject();
        field("subject", subject->name);
        if (subject->span.valid()) {
          file_and_line(subject->span);
        } else {
          field("file", "");
          integer("line", 0);
        }
        json_.EndObject();
      }
      json_.EndArray();
      json_.EndObject();
    }
    json_.EndArray();
  }

  void write_compliance() {
    key("compliance");
    json_.StartArray();
    for (const Compliance& standard : view_.compliance) {
      json_.StartObject();
      field("standard", standard.standard);
      field("version", standard.version);
      key("items");
      json_.StartArray();
      for (const ComplianceItem& item : standard.items) {
        json_.StartObject();
        field("id", item.id);
        field("status", name(item.status));
        finding_ids("findings", item.findings);
        field("note", item.note);
        json_.EndObject();
      }
      json_.EndArray();
      json_.EndObject();
    }
    json_.EndArray();
  }

  void write_facts() {
    key("facts");
    json_.StartArray();
    for (const FactTable& table : view_.facts) {
      json_.StartObject();
      field("name", table.name);
      field("title", table.title);
      key("rows");
      json_.StartArray();
      for (const FactTable::Row& row : table.rows) {
        json_.StartObject();
        if (row.span.valid()) {
          file_and_line(row.span);
        } else {
          field("file", "");
          integer("line", 0);
        }
        key("values");
        json_.StartObject();
        for (std::size_t column = 0; column < table.columns.size(); ++column)
          field(table.columns[column], row.cells[column]);
        json_.EndObject();
        json_.EndObject();
      }
      json_.EndArray();
      json_.EndObject();
    }
    json_.EndArray();
  }

  void write_unread() {
    key("unread");
    json_.StartArray();
    for (const auto& unread : view_.unread) {
      json_.StartObject();
      field("path", unread.path);
      field("reason", unread.reason);
      json_.EndObject();
    }
    json_.EndArray();
  }

  const View& view_;
  StringStream stream_;
  Writer json_;
};

}  // namespace

void write_json(const View& view, std::string& out) { JsonReport(view, out).write(); }

}  // namespace seaworthy::report
