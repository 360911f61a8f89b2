#include <map>
#include <string>

#include "knowledge/knowledge.h"
#include "report/sections.h"
#include "rules/registry.h"

namespace seaworthy::report {
namespace {

/// What the rules that name one control said.
struct Evidence {
  std::vector<std::uint32_t> findings;
  bool named = false;  // Some rule names the control.
  std::size_t subjects = 0;
  std::size_t passed = 0;
};

}  // namespace

std::vector<Compliance> build_compliance(const rules::Results& results) {
  std::map<const knowledge::Control*, Evidence> evidence;  // Only looked up, never iterated.
  const auto each_control = [](const rules::Rule& rule, const auto& visit) {
    for (const rules::ControlId& named : rules::controls_of(rule)) {
      const std::string notation = std::string(named.standard) + ":" + std::string(named.id);
      if (const knowledge::Control* const control = knowledge::control(notation)) visit(control);
    }
  };
  for (const rules::RegisteredRule& entry : rules::registry()) {
    each_control(*entry.rule, [&](const knowledge::Control* key) { evidence[key].named = true; });
  }
  for (const rules::RuleResult& result : results.rules) {
    each_control(*rules::registered(result.rule).rule, [&](const knowledge::Control* key) {
      Evidence& item = evidence[key];
      item.subjects += result.subjects.size();
      for (const rules::SubjectResult& subject : result.subjects) item.passed += subject.passed ? 1 : 0;
    });
  }
  for (std::uint32_t index = 0; index < results.findings.size(); ++index) {
    each_control(*rules::registered(results.findings[index].rule).rule,
                 [&](const knowledge::Control* key) { evidence[key].findings.push_back(index); });
  }

  std::vector<Compliance> standards;
  for (const knowledge::Control& control : knowledge::controls()) {
    if (standards.empty() || standards.back().standard != control.standard ||
        standards.back().version != control.version)
      standards.push_back({.standard = control.standard, .version = control.version});
    Compliance& standard = standards.back();
    ComplianceItem item{.id = control.id, .title = control.title};
    const auto found = evidence.find(&control);
    if (!control.provable || found == evidence.end()) {
      item.note = control.provable ? "no rule decides it" : "files cannot prove it";
    } else if (const Evidence& proof = found->second; !proof.findings.empty()) {
      item.status = ControlStatus::fail;
      item.findings = proof.findings;
      item.note = std::to_string(proof.passed) + " of " + std::to_string(proof.subjects) + " pass";
      ++standard.failed;
    } else if (proof.subjects == 0) {
      item.status = ControlStatus::not_applicable;
      item.note = "nothing here that it applies to";
    } else {
      item.status = ControlStatus::pass;
      item.note = "all " + std::to_string(proof.subjects) + " pass";
      ++standard.passed;
    }
    standard.items.push_back(std::move(item));
  }
  return standards;
}

}  // namespace seaworthy::report
