// Every rule against its fixtures below tests/rules/<slug>/, and the demands that docs/adding-a-rule.md makes on rules.
//
//   rule_tests                      checks
//   rule_tests --update [SLUG...]   rewrites report.txt and fixed*/ (use tools/update_expected)
//
// All fixtures are audited once, in parallel, before the first test; the tests only look at what came out.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/fs.h"
#include "base/parallel.h"
#include "discover/walk.h"
#include "fix/plan.h"
#include "knowledge/knowledge.h"
#include "project/link.h"
#include "rules/give_way.h"
#include "rules/lib/secret_shapes.h"
#include "rules/message.h"
#include "rules/registry.h"
#include "rules/run.h"

namespace seaworthy {
namespace {

namespace disk = std::filesystem;

const disk::path fixtures_root = disk::path(SEAWORTHY_SOURCE_DIR) / "tests" / "rules";

/// What a rule is excused from, and why. An exemption that is no longer needed fails.
struct Exemption {
  std::string_view slug;
  std::string_view demand;  ///< "fixtures", "good", "fix"
  std::string_view reason;
};
constexpr std::array<Exemption, 0> exemptions = {};

bool is_exempt(std::string_view slug, std::string_view demand) {
  return std::any_of(exemptions.begin(), exemptions.end(),
                     [&](const Exemption& item) { return item.slug == slug && item.demand == demand; });
}

std::string read_text(const disk::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_text(const disk::path& path, std::string_view text) {
  disk::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

/// All files below a folder, by path relative to it.
std::map<std::string, std::string> read_tree(const disk::path& folder) {
  std::map<std::string, std::string> files;
  if (!disk::exists(folder)) return files;
  for (const disk::directory_entry& entry : disk::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[entry.path().lexically_relative(folder).string()] = read_text(entry.path());
  return files;
}

fix::Audit audit(const FileSystem& files, unsigned threads) {
  fix::Audit result;
  result.project = project::link(discover::discover(files, threads), "fixture", threads, &files);
  rules::Options options;
  options.selection.all_rules = true;
  options.threads = threads;
  result.results = rules::run(*result.project, options);
  return result;
}

/// One project below tests/rules/<slug>/.
struct Fixture {
  std::string slug;
  std::string name;  ///< "bad", "bad-anchors", "good"
  RuleId rule{};
  disk::path folder;

  // Filled by examine().
  std::unique_ptr<FileSystem> files;
  fix::Audit first;
  std::vector<const Finding*> found;  ///< Of the rule.
  std::string report;
  fix::Plan plan;  ///< Fixes of the rule, up to review.
  bool same_with_more_threads = true;

  bool is_bad() const { return name == "bad" || name.starts_with("bad-"); }
  std::string fixed_name() const { return "fixed" + name.substr(3); }
};

std::string place_of(const project::Project& project, const std::string& fixture, Span span) {
  if (!span.valid()) return fixture + "/";
  const Source& source = project.sources[span.file];
  const Place place = source.place(span.begin);
  return fixture + "/" + std::string(source.path()) + ":" + std::to_string(place.line) + ":" +
         std::to_string(place.column);
}

/// The quoted line and the underline below the exact columns.
std::string quote(const project::Project& project, Span span) {
  if (!span.valid()) return {};
  constexpr std::size_t widest = 160;
  const Source& source = project.sources[span.file];
  const Place place = source.place(span.begin);
  std::string line = rules::redact(source.line(place.line));
  const std::size_t first = place.column - 1;
  if (line.empty() || line.size() > widest || first > line.size()) return {};
  const std::size_t last = std::min<std::size_t>(std::max<std::size_t>(first + span.size(), first + 1), line.size());
  std::string underline;
  for (std::size_t column = 0; column < last; ++column) {
    const auto byte = static_cast<unsigned char>(line[column]);
    if ((byte & 0xc0) == 0x80) continue;  // One mark per character.
    underline += column >= first ? '^' : byte == '\t' ? '\t' : ' ';
  }
  return "    " + line + "\n    " + underline + "\n";
}

std::string print(const Fixture& fixture) {
  const project::Project& project = *fixture.first.project;
  std::string text;
  for (const Finding* finding : fixture.found) {
    text += place_of(project, fixture.name, finding->span) + ": " + std::string(name(finding->severity));
    if (finding->confidence != Confidence::certain) text += " (" + std::string(name(finding->confidence)) + ")";
    text += ": " + finding->message + "\n" + quote(project, finding->span);
    for (const Note& note : finding->notes)
      text += "  note: " + place_of(project, fixture.name, note.span) + ": " + note.message + "\n" +
              quote(project, note.span);
    for (const Fix& fix : finding->fixes) text += "  " + std::string(name(fix.level)) + " fix: " + fix.title + "\n";
  }
  return text;
}

/// One line per finding of any rule, to compare two runs.
std::string digest(const rules::Results& results) {
  std::string text;
  for (const Finding& finding : results.findings)
    text += std::string(rules::registered(finding.rule).name) + " " + finding.subject + " " + finding.message + "\n";
  for (const rules::RuleResult& result : results.rules)
    for (const rules::SubjectResult& subject : result.subjects)
      text += std::string(rules::registered(result.rule).name) + (subject.passed ? " + " : " - ") +
              results.subjects[subject.subject].name + "\n";
  return text;
}

void examine(Fixture& fixture) {
  FileError error = FileError::none;
  fixture.files = open_directory(fixture.folder.string(), error);
  if (fixture.files == nullptr) return;
  fixture.first = audit(*fixture.files, 1);
  fixture.same_with_more_threads = digest(fixture.first.results) == digest(audit(*fixture.files, 3).results);
  for (const Finding& finding : fixture.first.results.findings)
    if (finding.rule == fixture.rule) fixture.found.push_back(&finding);
  fixture.report = print(fixture);
  const bool has_fix = std::any_of(fixture.found.begin(), fixture.found.end(), [](const Finding* finding) {
    return !finding->fixes.empty() && !finding->fixes.front().edits.empty();
  });
  if (!has_fix) return;
  const RuleId rule = fixture.rule;
  fixture.plan = fix::make_plan(
      *fixture.files, [](const FileSystem& files) { return audit(files, 1); },
      {.level = Safety::review, .wanted = [rule](const Finding& finding) { return finding.rule == rule; }});
}

/// Fixtures by slug. A folder that belongs to no rule is in `strays`.
struct Fixtures {
  std::map<std::string, std::vector<Fixture>> by_slug;
  std::vector<std::string> strays;
  std::set<std::string> examined;  ///< Slugs whose fixtures were run.
};

/// What lies below tests/rules/, not examined yet.
Fixtures& fixtures() {
  static Fixtures all = [] {
    Fixtures found;
    if (!disk::exists(fixtures_root)) return found;
    for (const disk::directory_entry& folder : disk::directory_iterator(fixtures_root)) {
      const std::string slug = folder.path().filename().string();
      const rules::RegisteredRule* const rule = rules::find_rule(slug);
      if (rule == nullptr) {
        found.strays.push_back(slug);
        continue;
      }
      std::vector<Fixture>& list = found.by_slug[slug];
      for (const disk::directory_entry& entry : disk::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!entry.is_directory() || name == "fixed" || name.starts_with("fixed-")) continue;
        Fixture fixture;
        fixture.slug = slug;
        fixture.name = name;
        fixture.rule = static_cast<RuleId>(rule - rules::registry().data());
        fixture.folder = entry.path();
        list.push_back(std::move(fixture));
      }
      std::sort(list.begin(), list.end(),
                [](const Fixture& left, const Fixture& right) { return left.name < right.name; });
    }
    std::sort(found.strays.begin(), found.strays.end());
    return found;
  }();
  return all;
}

/// Runs the fixtures of some rules that were not run before, all at once; one rule's take a moment, all of them a
/// minute.
void examine(const std::set<std::string>& slugs) {
  std::vector<Fixture*> queue;
  for (const std::string& slug : slugs)
    if (fixtures().examined.insert(slug).second)
      for (Fixture& fixture : fixtures().by_slug[slug]) queue.push_back(&fixture);
  parallel_for(queue.size(), default_threads(), [&](std::size_t index, unsigned) { examine(*queue[index]); });
}

void examine_all() {
  std::set<std::string> slugs;
  for (const auto& [slug, list] : fixtures().by_slug) slugs.insert(slug);
  examine(slugs);
}

std::string report_of(const std::vector<Fixture>& list) {
  std::string text;
  for (const Fixture& fixture : list)
    if (fixture.is_bad()) text += fixture.report;
  return text;
}

class RuleTest : public testing::TestWithParam<const rules::RegisteredRule*> {
 protected:
  const rules::RegisteredRule& entry() const { return *GetParam(); }
  const rules::Rule& rule() const { return *entry().rule; }
  std::string slug() const { return std::string(entry().slug()); }
  const std::vector<Fixture>& own() const {
    static const std::vector<Fixture> none;
    const auto found = fixtures().by_slug.find(slug());
    if (found == fixtures().by_slug.end()) return none;
    examine({slug()});
    return found->second;
  }
  /// Demands something of the rule; a rule that is exempt must still need the exemption.
  void demand(std::string_view what, bool met, const std::string& message) const {
    EXPECT_NE(met, is_exempt(entry().slug(), what))
        << entry().source << ": "
        << (met ? "the exemption from `" + std::string(what) + "` is no longer needed" : message);
  }
};

TEST_P(RuleTest, HasACaseThatFiresAndANearMiss) {
  const std::vector<Fixture>& list = own();
  const bool fires = std::any_of(list.begin(), list.end(), [](const Fixture& fixture) { return fixture.is_bad(); });
  const bool misses = std::any_of(list.begin(), list.end(), [](const Fixture& fixture) { return !fixture.is_bad(); });
  demand("fixtures", fires, "add tests/rules/" + slug() + "/bad/ with a small project on which the rule fires");
  demand("good", misses, "add tests/rules/" + slug() + "/good/ with what looks alike and is right");
}

TEST_P(RuleTest, FiresOnWhatIsBadAlone) {
  for (const Fixture& fixture : own()) {
    SCOPED_TRACE(fixture.folder.string());
    ASSERT_NE(fixture.files, nullptr) << "cannot be opened";
    const bool is_known = fixture.is_bad() || fixture.name == "good" || fixture.name.starts_with("good-");
    EXPECT_TRUE(is_known) << "call it bad, bad-SOMETHING, good or good-SOMETHING";
    if (fixture.is_bad()) {
      EXPECT_FALSE(fixture.found.empty()) << "the rule says nothing";
    } else {
      EXPECT_EQ(fixture.report, "") << "the rule fires on a near miss";
    }
    EXPECT_TRUE(fixture.first.results.incomplete.empty());
    EXPECT_TRUE(fixture.same_with_more_threads) << "another number of threads gives other findings";
  }
}

TEST_P(RuleTest, ReportsAsExpected) {
  const disk::path expected = fixtures_root / slug() / "report.txt";
  const std::string report = report_of(own());
  if (report.empty() && !disk::exists(expected)) return;
  EXPECT_EQ(report, read_text(expected)) << "run tools/update_expected " << slug() << " and read the difference";
}

TEST_P(RuleTest, FixesAsDeclared) {
  bool any = false, all = true;
  for (const Fixture& fixture : own()) {
    if (!fixture.is_bad()) continue;
    SCOPED_TRACE(fixture.folder.string());
    for (const Finding* finding : fixture.found) {
      const bool fixes = !finding->fixes.empty() && !finding->fixes.front().edits.empty();
      any = any || fixes;
      all = all && fixes;
    }
    for (const fix::PlannedFix& refused : fixture.plan.refused)
      ADD_FAILURE() << refused.path << ":" << refused.line << ": " << refused.title << ": " << refused.refused;
    std::map<std::string, std::string> changed;
    for (const fix::FileChange& change : fixture.plan.changes) changed[change.path] = change.after;
    EXPECT_EQ(changed, read_tree(fixtures_root / slug() / fixture.fixed_name()))
        << "run tools/update_expected " << slug() << " and read the difference";
  }
  if (own().empty()) return;
  switch (rule().fixes) {
    case rules::Fixes::never:
      EXPECT_FALSE(any) << "declares no fix, yet offers one";
      break;
    case rules::Fixes::sometimes:
      demand("fix", any, "declares fixes, yet no bad case gets one");
      break;
    case rules::Fixes::always:
      demand("fix", any && all, "declares that it always fixes, yet a finding has no fix");
      break;
  }
}

TEST_P(RuleTest, SpeaksTheHouseStyle) {
  EXPECT_EQ(rules::style_fault(rule().summary), "") << rule().summary;
  for (const std::string_view text : {rule().why, rule().remedy}) {
    EXPECT_TRUE(text.ends_with('.') || text.ends_with('`')) << "whole sentences: " << text;
    EXPECT_EQ(text.find('\n'), std::string_view::npos) << text;
  }
  EXPECT_FALSE(rule().strength.ends_with('.')) << rule().strength;
  for (const Fixture& fixture : own()) {
    for (const Finding* finding : fixture.found) {
      EXPECT_EQ(rules::style_fault(finding->message), "") << finding->message;
      for (const std::string_view word : {" should ", "best practice", "onsider ", "!"})
        EXPECT_EQ(finding->message.find(word), std::string::npos) << "no " << word << ": " << finding->message;
    }
  }
}

TEST_P(RuleTest, IsNamedAfterWhatIsBad) {
  // The name reads after "allow": "allow sudo-in-run", never "allow use-gosu".
  for (const std::string_view cure : {"use-", "require-", "ensure-", "must-", "should-", "avoid-", "prefer-", "check-",
                                      "dont-", "do-not-", "enforce-", "pin-"})
    EXPECT_FALSE(slug().starts_with(cure)) << entry().name << " names the cure";
}

TEST_P(RuleTest, HasACodeOfItsGroup) {
  static const std::map<std::string_view, std::set<char>> digits = {
      {"dockerfile", {'1'}}, {"compose", {'2'}}, {"shell", {'3'}},   {"cross", {'4', '5'}},
      {"nginx", {'5'}},      {"secrets", {'6'}}, {"project", {'7'}},
  };
  const std::string_view code = rule().code;
  ASSERT_EQ(code.size(), 6u) << code;
  EXPECT_TRUE(code.starts_with("SW"));
  EXPECT_EQ(code.find_first_not_of("0123456789", 2), std::string_view::npos) << code;
  EXPECT_TRUE(digits.at(entry().group()).contains(code[2])) << code << " is no code of " << entry().group();
}

TEST_P(RuleTest, NamesControlsThatExist) {
  for (const rules::ControlId& control : rules::controls_of(rule())) {
    const std::string notation = std::string(control.standard) + ":" + std::string(control.id);
    EXPECT_NE(knowledge::control(notation), nullptr) << notation << " is no row of knowledge/controls.yaml";
  }
}

TEST_P(RuleTest, NamesPeersThatExist) {
  static const std::set<std::string> known = [] {
    std::set<std::string> ids;
    std::ifstream stream(disk::path(SEAWORTHY_SOURCE_DIR) / "tests" / "data" / "peer_ids.txt");
    for (std::string line; std::getline(stream, line);)
      if (!line.empty() && line.front() != '#') ids.insert(line);
    return ids;
  }();
  rules::for_each_name(rule().peers, [&](std::string_view peer) {
    EXPECT_TRUE(known.contains(std::string(peer))) << peer << " is not in tests/data/peer_ids.txt";
  });
}

std::vector<const rules::RegisteredRule*> all_rules() {
  std::vector<const rules::RegisteredRule*> all;
  for (const rules::RegisteredRule& rule : rules::registry()) all.push_back(&rule);
  return all;
}

std::string test_name(const testing::TestParamInfo<const rules::RegisteredRule*>& info) {
  std::string name(info.param->name);
  std::replace_if(name.begin(), name.end(), [](char letter) { return letter == '/' || letter == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, RuleTest, testing::ValuesIn(all_rules()), test_name);

TEST(Rules, HaveCodesAndNamesOfTheirOwn) {
  std::map<std::string_view, std::string_view> codes, slugs;
  for (const rules::RegisteredRule& rule : rules::registry()) {
    const auto [code, code_is_new] = codes.emplace(rule.rule->code, rule.name);
    EXPECT_TRUE(code_is_new) << rule.rule->code << " belongs to " << code->second << " and to " << rule.name;
    const auto [slug, slug_is_new] = slugs.emplace(rule.slug(), rule.name);
    EXPECT_TRUE(slug_is_new) << slug->second << " and " << rule.name << " have one name";
  }
}

TEST(Rules, GiveWayToRulesThatTellAsMuch) {
  const auto better_than = [](std::string_view slug) {
    for (const rules::Precedence& row : rules::precedences())
      if (row.rule == slug) return row.better;
    return std::string_view();
  };
  std::set<std::string_view> seen;
  for (const rules::Precedence& row : rules::precedences()) {
    SCOPED_TRACE(row.rule);
    EXPECT_TRUE(seen.insert(row.rule).second) << "it has two rows";
    const rules::RegisteredRule* const rule = rules::find_rule(row.rule);
    ASSERT_NE(rule, nullptr) << "no rule has that name";
    std::set<std::string_view> before = {row.rule};
    rules::for_each_name(row.better, [&](std::string_view slug) {
      const rules::RegisteredRule* const better = rules::find_rule(slug);
      ASSERT_NE(better, nullptr) << "no rule is called " << slug;
      EXPECT_TRUE(before.insert(slug).second) << "it names itself, or a rule twice";
      rules::for_each_name(better_than(slug), [&](std::string_view last) {
        EXPECT_NE(last, row.rule) << "each gives way to the other";
        EXPECT_TRUE(before.contains(last)) << "name `" << last << "`, which has the last word, in front of " << slug;
      });
      std::set<std::string> controls;
      for (const rules::ControlId& control : rules::controls_of(*better->rule))
        controls.insert(std::string(control.standard) + ":" + std::string(control.id));
      for (const rules::ControlId& control : rules::controls_of(*rule->rule))
        EXPECT_TRUE(controls.contains(std::string(control.standard) + ":" + std::string(control.id)))
            << slug << " lacks " << control.standard << ":" << control.id;
    });
  }
}

/// A finding may stand for fewer peers than its rule and those that give way to it, never for others: the rule's page
/// and the catalogue promise them.
TEST(Rules, HaveFindingsOfDeclaredPeersAlone) {
  examine_all();
  std::map<std::string_view, std::set<std::string_view>> declared;
  for (const rules::RegisteredRule& rule : rules::registry())
    rules::for_each_name(rule.rule->peers, [&](std::string_view peer) { declared[rule.name].insert(peer); });
  for (const rules::Precedence& row : rules::precedences())
    rules::for_each_name(row.better, [&](std::string_view better) {
      rules::for_each_name(rules::find_rule(row.rule)->rule->peers,
                           [&](std::string_view peer) { declared[rules::find_rule(better)->name].insert(peer); });
    });
  std::set<std::string> strangers;
  for (const auto& [slug, list] : fixtures().by_slug)
    for (const Fixture& fixture : list)
      for (const Finding& finding : fixture.first.results.findings) {
        const std::string_view name = rules::registry()[static_cast<std::size_t>(finding.rule)].name;
        for (const std::string_view alias : finding.aliases)
          if (!declared[name].contains(alias))
            strangers.insert(std::string(name) + " does not declare " + std::string(alias));
      }
  for (const std::string& stranger : strangers) ADD_FAILURE() << stranger;
}

TEST(Rules, HaveNoFixturesWithoutARule) {
  EXPECT_TRUE(fixtures().strays.empty()) << "tests/rules/" << fixtures().strays.front() << "/ belongs to no rule";
}

TEST(Rules, HaveNoFixedFolderWithoutABadOne) {
  for (const auto& [slug, list] : fixtures().by_slug) {
    for (const disk::directory_entry& entry : disk::directory_iterator(fixtures_root / slug)) {
      const std::string name = entry.path().filename().string();
      if (name != "fixed" && !name.starts_with("fixed-")) continue;
      EXPECT_TRUE(disk::exists(fixtures_root / slug / ("bad" + name.substr(5)))) << entry.path();
    }
  }
}

TEST(Rules, AreExemptOnlyByName) {
  for (const Exemption& exemption : exemptions)
    EXPECT_NE(rules::find_rule(exemption.slug), nullptr) << exemption.slug << " is no rule any more";
}

/// Rewrites what the tests expect. Empty `slugs`: of all rules.
int update(const std::set<std::string>& slugs) {
  for (const std::string& slug : slugs) {
    if (fixtures().by_slug.contains(slug)) continue;
    std::cerr << "tests/rules/" << slug << "/ is no folder with fixtures of a rule\n";
    return 2;
  }
  slugs.empty() ? examine_all() : examine(slugs);
  for (const auto& [slug, list] : fixtures().by_slug) {
    if (!slugs.empty() && !slugs.contains(slug)) continue;
    const disk::path folder = fixtures_root / slug;
    const std::string report = report_of(list);
    if (report.empty()) {
      disk::remove(folder / "report.txt");
    } else {
      write_text(folder / "report.txt", report);
    }
    for (const Fixture& fixture : list) {
      if (!fixture.is_bad()) continue;
      disk::remove_all(folder / fixture.fixed_name());
      for (const fix::FileChange& change : fixture.plan.changes) {
        const disk::path fixed = folder / fixture.fixed_name() / change.path;
        write_text(fixed, change.after);
        // A script stays one.
        disk::permissions(fixed, disk::status(folder / fixture.name / change.path).permissions());
      }
    }
  }
  return 0;
}

}  // namespace
}  // namespace seaworthy

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words.front() == "--update") return seaworthy::update({words.begin() + 1, words.end()});
  // All of them at once keep every core busy.
  if (GTEST_FLAG_GET(filter) == "*") seaworthy::examine_all();
  return RUN_ALL_TESTS();
}
