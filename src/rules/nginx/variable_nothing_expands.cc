#include "rules/rule.h"

#include <algorithm>

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::variable_nothing_expands {

/// Whether some container gets the file where the image's entrypoint expands it, or runs envsubst itself.
static bool is_expanded(const project::Project& project, const project::File& file) {
  return std::ranges::any_of(project.services, [&](const project::Service& service) {
    if (std::ranges::find(service.mounted_files, &file) == service.mounted_files.end()) return false;
    // What an image that nobody knows does with a file outside the folder of nginx is its own affair.
    if (service.image == nullptr && std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
          return mount.inside_root && (mount.host_path == file.path || is_below(file.path, mount.host_path)) &&
                 !mount.target.starts_with("/etc/nginx");
        }))
      return true;
    for (const compose::Mount& mount : service.definition->mounts)
      if (mount.inside_root && mount.host_path == file.path &&
          (mount.target.starts_with("/etc/nginx/templates/") || mount.target.ends_with(".template")))
        return true;
    for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
      for (const std::string_view word : given->words)
        if (contains(word, "envsubst")) return true;
    return false;
  });
}

/// Whether a Dockerfile copies the file under another name to where the image's entrypoint expands what it finds.
static bool is_copied_as_template(const project::Project& project, const project::File& file) {
  return std::ranges::any_of(project.dockerfiles, [&](const project::Dockerfile& dockerfile) {
    return std::ranges::any_of(dockerfile.parsed->instructions, [&](const dockerfile::Instruction* copy) {
      if ((copy->op != dockerfile::Op::copy && copy->op != dockerfile::Op::add) || copy->arguments.size() < 2)
        return false;
      if (!contains(copy->arguments.back().text, "template")) return false;
      return std::ranges::any_of(copy->arguments.first(copy->arguments.size() - 1), [&](const dockerfile::Word& word) {
        return base_name(word.text) == base_name(file.path);
      });
    });
  });
}

/// Whether a program reads a file of that name and another is written with what it prints: `expand < a.conf > b.conf`.
static bool is_rewritten(const shell::Script& script, std::string_view name) {
  return std::ranges::any_of(script.commands, [&](const shell::Node* node) {
    bool reads = false, writes = false;
    for (const shell::Redirection& redirection : node->redirections) {
      reads = reads || (redirection.operation == "<" && base_name(redirection.target.text) == name);
      writes = writes || redirection.operation == ">";
    }
    return reads && writes;
  });
}

/// Whether a script runs a file of that name through envsubst or another program, or changes it with sed.
static bool is_substituted(const project::Project& project, std::string_view name) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    if (file.script == nullptr) return false;
    const std::string_view text = project.sources[file.source].text();
    return contains(text, name) &&
           (contains(text, "envsubst") || contains(text, "sed -i") || is_rewritten(*file.script, name));
  });
}

static void check(const project::File& file, Report& report) {
  // `nginx-template.conf`, `data-template/nginx/app.conf`: something fills such files in.
  if (file.nginx == nullptr || contains(file.path, "template")) return report.skip();
  // A file that something runs through envsubst is no configuration yet.
  for (const project::Use& use : file.used_by)
    if (use.how == "copies" && use.by.find("template") != std::string::npos) return report.skip();
  // Neither is one into which something puts whole lines.
  for (const nginx::Directive* directive : file.nginx->directives)
    if (directive->name.starts_with("${")) return report.skip();
  for (const nginx::Directive* directive : file.nginx->directives) {
    for (const nginx::Word& word : directive->parameters) {
      const std::size_t at = word.text.find("${");
      if (at == std::string_view::npos) continue;
      const std::string_view name = word.text.substr(at + 2, word.text.find('}', at) - at - 2);
      // nginx's own variables are lower case; upper case is the shell's.
      if (name.empty() || name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string_view::npos)
        continue;
      if (is_expanded(report.project(), file) || is_substituted(report.project(), base_name(file.path)) ||
          is_copied_as_template(report.project(), file))
        return;
      // A name of a server is taken as it stands; no other word is.
      if (directive->name == "server_name") {
        report
            .at(word.span,
                "nginx reads no environment variables and takes `${{{}}}` for the name itself, which nobody asks; "
                "name the file `.template`",
                name)
            .severity(Severity::medium)
            .rung(Rung::connect);
        continue;
      }
      report.at(
          word.span,
          "Environment variables are not read by nginx, so `${{{}}}` is an unknown variable; name the file `.template`",
          name);
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW5014",
    .summary = "Environment variable that nothing expands",
    .why = "nginx stops at start with \"unknown variable\", or serves the text as it stands.",
    .remedy =
        "Mount the file as `/etc/nginx/templates/NAME.conf.template`, which the image's entrypoint runs "
        "through envsubst, or write the value out.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::variable_nothing_expands
