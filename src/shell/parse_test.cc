#include "shell/parse.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "../../fuzz/shell_invariants.h"
#include "shell/print.h"

namespace seaworthy::shell {
namespace {

/// A parsed text with what must hold for it checked.
class Parsed {
 public:
  explicit Parsed(std::string text, Dialect dialect = Dialect::bash) : text_(std::move(text)) {
    script_ = parse({text_, FileId{0}, {}, 0}, dialect, arena_);
    Invariants(text_).check(*script_);
  }
  const Script& operator*() const { return *script_; }
  const Script* operator->() const { return script_; }
  std::string_view text(Span span) const { return std::string_view(text_).substr(span.begin, span.size()); }

 private:
  std::string text_;
  Arena arena_;
  const Script* script_ = nullptr;
};

std::string tree(std::string text, Dialect dialect = Dialect::bash) { return print(*Parsed(std::move(text), dialect)); }

/// What is wrong, each with the text that is underlined: "text: message".
std::vector<std::string> errors(std::string text, Dialect dialect = Dialect::bash) {
  const Parsed parsed(std::move(text), dialect);
  std::vector<std::string> result;
  for (const SyntaxError& error : parsed->errors)
    result.push_back(std::string(parsed.text(error.span)) + ": " + std::string(error.message));
  return result;
}

using Errors = std::vector<std::string>;

TEST(ShellParse, SimpleCommands) {
  EXPECT_EQ(tree(""), "(list)");
  EXPECT_EQ(tree("  # nothing\n\n"), "(list)");
  EXPECT_EQ(tree("make -j4 all"), "(list (run make -j4 all))");
  EXPECT_EQ(tree("CC=gcc X= make"), "(list (run CC=(= gcc) X=(= \"\") make))");
  EXPECT_EQ(tree("a=1\nb+=2"), "(list (run a=(= 1)) (run b=(+= 2)))");
  EXPECT_EQ(tree("a;b&\nc"), "(list (run a) (run b) & (run c))");
  EXPECT_EQ(tree("echo a#b # c"), "(list (run echo \"a#b\"))");
}

TEST(ShellParse, ContinuationsJoinWords) {
  const Parsed parsed("apt-get in\\\nstall \\\n  -y a");
  EXPECT_EQ(print(*parsed), "(list (run apt-get install -y a))");
  const Word& word = parsed->commands[0]->words[1];
  EXPECT_EQ(word.raw, "install");
  EXPECT_EQ(parsed.text(word.span), "in\\\nstall");
}

TEST(ShellParse, Quotes) {
  EXPECT_EQ(tree(R"(echo 'a b' "c d" e\ f "g\"h\$i\j" 'k'"l"m)"),
            R"x((list (run echo "a b" "c d" "e f" "g\"h$i\\j" klm)))x");
  EXPECT_EQ(tree(R"(echo $'a\tb\x41\101é\'' $"hi")"), "(list (run echo \"a\\tbAAé'\" hi))");
  EXPECT_EQ(tree("echo $'a\\0b'c"), "(list (run echo ac))");
  EXPECT_EQ(tree(R"(echo "cost: $'5'" "a$" $)"), R"x((list (run echo "cost: $'5'" "a$" "$")))x");
  const Parsed parsed("echo '' \"\" x");
  EXPECT_TRUE(parsed->commands[0]->words[1].literal);
  EXPECT_TRUE(parsed->commands[0]->words[1].quoted);
  EXPECT_FALSE(parsed->commands[0]->words[3].quoted);
}

TEST(ShellParse, Parameters) {
  EXPECT_EQ(tree("echo $a $1 $@ $$ ${b}"), R"x((list (run echo "$a"[a] "$1"[1] "$@"[@] "$$"[$] "${b}"[b])))x");
  EXPECT_EQ(tree("echo ${a:-x} ${b##*/} ${#c} ${d/e/f} ${g:1:2} ${!h} ${i^^} ${j[0]} ${#k[@]} ${#}"),
            "(list (run echo \"${a:-x}\"[a:-x] \"${b##*/}\"[b##*/] \"${#c}\"[c#len] \"${d/e/f}\"[d/e/f] "
            "\"${g:1:2}\"[g:1:2] \"${!h}\"[h!] \"${i^^}\"[i^^] \"${j[0]}\"[j[0]] \"${#k[@]}\"[k[@]#len] \"${#}\"[#]))");
  EXPECT_EQ(tree(R"(echo "${a:-$(date "+%s")}" ${b:-${c}})"),
            R"x((list (run echo "${a:-$(date \"+%s\")}"["a:-$(date "+%s")" /"$(list (run date +%s))"] )x"
            R"x("${b:-${c}}"[b:-${c} /c])))x");
  EXPECT_EQ(tree("echo ${a:-'}'} \"${a#'}'}\""), R"x((list (run echo "${a:-'}'}"[a:-'}'] "${a#'}'}"["a#'}'"])))x");
  EXPECT_EQ(tree("echo \"${a:-it's}\"", Dialect::posix), R"x((list (run echo "${a:-it's}"["a:-it's"])))x");
}

TEST(ShellParse, Substitutions) {
  EXPECT_EQ(tree("x=$(a | b \"$(c)\")"),
            R"x((list (run x=(= "$(a | b \"$(c)\")"[$(list (pipe (run a) | (run b "$(c)"["$(list (run c))"])))]))))x");
  EXPECT_EQ(tree("echo `a \\`b\\``"), R"x((list (run echo "`a \\`b\\``"[$(list (run a "`b`"[$(list (run b))]))])))x");
  EXPECT_EQ(tree("diff <(a) >(b)"), R"x((list (run diff "<(a)"[<>(list (run a))] ">(b)"[<>(list (run b))])))x");
  EXPECT_EQ(tree("echo $((1 + $x * (2))) $((a); (b))"),
            R"x((list (run echo "$((1 + $x * (2)))"[((1 + $x * (2))) /"x"] )x"
            R"x("$((a); (b))"[$(list (subshell (list (run a))) (subshell (list (run b))))])))x");
  EXPECT_EQ(tree("echo $(case x in a) b;; esac)"),
            R"x((list (run echo "$(case x in a) b;; esac)"[$(list (case x (a) (list (run b))))])))x");
}

TEST(ShellParse, SpansInsideDecodedBackticks) {
  const Parsed parsed("echo \"`a \\\"$x\\\" | \\`bc\\``\"");
  ASSERT_EQ(parsed->commands.size(), 4u);
  EXPECT_EQ(parsed.text(parsed->commands[1]->words[1].span), "\"$x\\\"");
  EXPECT_EQ(parsed.text(parsed->commands[3]->words[0].span), "bc");
}

TEST(ShellParse, GlobsBracesTildes) {
  EXPECT_EQ(tree("ls *.c a?b [a-z]* x{1..3} {a,b{c,d}} ~ ~joe/x {} {x} \"*\" \\* a[ {1..x}"),
            "(list (run ls \"*.c\"[*] \"a?b\"[*] \"[a-z]*\"[* *] \"x{1..3}\"[{1..3}] \"{a,b{c,d}}\"[{a,b{c,d}} {c,d}] "
            "\"~\"[~] \"~joe/x\"[~joe] \"{}\" \"{x}\" \"*\" \"*\" \"a[\" \"{1..x}\"))");
  EXPECT_EQ(tree("a=* b=~/x:~/y c={1,2}"), "(list (run a=(= \"*\") b=(= \"~/x:~/y\"[~ ~]) c=(= \"{1,2}\")))");
  EXPECT_EQ(tree("shopt -s extglob; rm !(a|b c)"), R"x((list (run shopt -s extglob) (run rm "!(a|b c)"[*])))x");
}

TEST(ShellParse, Arrays) {
  EXPECT_EQ(tree("a=(b \"c d\" # e\n [k]=v) a[1]=x a[i + 1]+=$y"),
            R"x((list (run a=(= array b "c d" "[k]=v") a[1]=(= x) a["i + 1"]=(+= "$y"[y]))))x");
  EXPECT_EQ(tree("declare -A m=([a]=$b)"), R"x((list (run declare -A "m=([a]=$b)"[b])))x");
}

TEST(ShellParse, Redirections) {
  EXPECT_EQ(tree("a >b 2>&1 <c >>d &>e 3<>f {fd}>g >|h <<<\"$i\""),
            R"x((list (run a (> b) (2>& 1) (< c) (>> d) (&> e) (3<> f) (> g) (>| h) (<<< "$i"["i"]))))x");
  EXPECT_EQ(tree("{ a; } >b; while c; do d; done < e"),
            "(list (group (list (run a)) (> b)) (while (list (run c)) (list (run d)) (< e)))");
  EXPECT_EQ(tree("echo 2 >a b10>c"), "(list (run echo 2 b10 (> a) (> c)))");
}

TEST(ShellParse, Heredocs) {
  EXPECT_EQ(tree("cat <<A - <<'B' && c\n$x\nA\n$y\nB\nd"),
            R"x((list (and-or (run cat - (<< A "$x\n"["x"]) (<< B "$y\n")) && (run c)) (run d)))x");
  EXPECT_EQ(tree("cat <<-E\n\t\ta\n\tb `c`\n\tE\n"), R"x((list (run cat (<<- E "a\nb `c`\n"["$(list (run c))"]))))x");
  EXPECT_EQ(tree("a <<E\nb\\\nE\nE"), R"x((list (run a (<< E "b\\\nE\n"))))x");
  EXPECT_EQ(tree("a <<E\nb"), R"x((list (run a (<< E "b" unterminated))))x");
  EXPECT_EQ(tree("x=$(a <<E\nb)\nE\n)"), R"x((list (run x=(= "$(a <<E\nb)\nE\n)"[$(list (run a (<< E "b)\n")))]))))x");
}

TEST(ShellParse, SpansInsideStrippedHeredocs) {
  const Parsed parsed("cat <<-E\n\t\ta $(date \\\n\t-u)\n\tE\n");
  ASSERT_EQ(parsed->commands.size(), 2u);
  EXPECT_EQ(parsed.text(parsed->commands[1]->words[0].span), "date");
  EXPECT_EQ(parsed.text(parsed->commands[1]->words[1].span), "-u");
  EXPECT_EQ(parsed.text(parsed->commands[0]->redirections[0].heredoc->expansions[0].span), "$(date \\\n\t-u)");
}

TEST(ShellParse, CompoundCommands) {
  EXPECT_EQ(tree("if a; then b; elif c; then d; else e; fi"),
            "(list (if (list (run a)) (list (run b)) (list (run c)) (list (run d)) (list (run e))))");
  EXPECT_EQ(tree("until a; do b; done | c"), "(list (pipe (until (list (run a)) (list (run b))) | (run c)))");
  EXPECT_EQ(tree("for x in a b; do c; done; for y do d; done"),
            "(list (for x in a b (list (run c))) (for y (list (run d))))");
  EXPECT_EQ(tree("for ((i=0; i<$n; i++)) { a; }"), R"x((list (for "i=0; i<$n; i++"[/"n"] (list (run a)))))x");
  EXPECT_EQ(tree("case $1 in a|b) c;; (d*) e;& *) ;; esac"),
            R"x((list (case "$1"[1] (a | b) (list (run c)) ;; ("d*"[*]) (list (run e)) ;& ("*"[*]) (list))))x");
  EXPECT_EQ(tree("f() { a; }; function g { b; } >c"),
            "(list (function f (group (list (run a)))) (function g (group (list (run b)) (> c))))");
  EXPECT_EQ(tree("(a; b) & { c; }"), "(list (subshell (list (run a) (run b))) & (group (list (run c))))");
  EXPECT_EQ(tree("! a | b && c || d"), "(list (and-or (! (pipe (run a) | (run b))) && (run c) || (run d)))");
  EXPECT_EQ(tree("time { a; }; time b"), "(list (group (list (run a))) (run time b))");
  EXPECT_EQ(tree("((x++)) && ((a); b)"),
            "(list (and-or ((( x++) && (subshell (list (subshell (list (run a))) (run b)))))");
}

TEST(ShellParse, Conditions) {
  EXPECT_EQ(tree("[[ -f \"$a\" && ( ! $b == c* || d < e ) ]] && f"),
            R"x((list (and-or ([[ -f "$a"["a"] "&&" "(" "!" "$b"[b] == "c*"[*] "||" d "<" e ")") && (run f))))x");
  EXPECT_EQ(tree("[[ $a =~ ^(x|y z)+$ ]]"), R"x((list ([[ "$a"[a] "=~" "^(x|y z)+$")))x");
  EXPECT_EQ(tree("[[ -n $a &&\n $b == c\n ]]"), R"x((list ([[ -n "$a"[a] "&&" "$b"[b] == c)))x");
}

TEST(ShellParse, ScriptsOfOtherMachinesAreApart) {
  EXPECT_EQ(tree("ssh -i key -p22 a@b 'c && d'"),
            R"x((list (run ssh -i key -p22 a@b "c && d" (remote (list (and-or (run c) && (run d)))))))x");
  EXPECT_EQ(tree("ssh b docker ps -a"), "(list (run ssh b docker ps -a (remote (list (run docker ps -a)))))");
  EXPECT_EQ(tree("ssh b 'bash -s' <<'E'\na\nE\n"),
            R"x((list (run ssh b "bash -s" (<< E "a\n") (remote (list (run a))))))x");
  EXPECT_EQ(tree("ssh b -t bash -c \"'a; b'\""),
            R"x((list (run ssh b -t bash -c "'a; b'" (remote (list (run -t bash -c "a; b"))))))x");
  // Not known: the whole script stands in a variable, or comes from a file.
  EXPECT_EQ(tree("ssh b \"$c\""), R"x((list (run ssh b "$c"["c"])))x");
  EXPECT_EQ(tree("ssh b bash -s <c"), "(list (run ssh b bash -s (< c)))");

  const Parsed parsed("$SSH \"a $x; b \\$y $(c)\"\nssh $SSH_OPTS b <<E\nd \\$(e)\nE\n");
  const Script* const first = parsed->commands[0]->remote_script;
  ASSERT_NE(first, nullptr);
  EXPECT_TRUE(first->outer_expands);
  EXPECT_EQ(first->commands.size(), 3U);
  EXPECT_EQ(parsed.text(first->commands[1]->span), "b \\$y $(c)");
  // `c` runs here, before anything is sent.
  EXPECT_EQ(parsed->commands.size(), 3U);
  const Script* const second = parsed->commands.back()->remote_script;
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(print(*second), R"x((list (run d "$(e)"[$(list (run e))])))x");
}

TEST(ShellParse, ScriptsGivenAsText) {
  EXPECT_EQ(tree("sh -c 'a && b'"), R"x((list (run sh -c "a && b" (given (list (and-or (run a) && (run b)))))))x");
  EXPECT_EQ(tree("sudo -u x bash -euo pipefail -c 'a' y"),
            "(list (run sudo -u x bash -euo pipefail -c a y (given (list (run a)))))");
  EXPECT_EQ(tree("find . -exec sh -c 'a \"$1\"' _ {} \\;"),
            R"x((list (run find . -exec sh -c "a \"$1\"" _ "{}" ";" (given (list (run a "$1"["1"]))))))x");
  EXPECT_EQ(tree("eval a 'b c'; trap 'd' EXIT; trap - EXIT; su -c e root"),
            "(list (run eval a \"b c\" (given (list (run a b c)))) (run trap d EXIT (given (list (run d)))) "
            "(run trap - EXIT) (run su -c e root (given (list (run e)))))");
  EXPECT_EQ(tree("bash -s <<'E'\na\nE\n"), R"x((list (run bash -s (<< E "a\n") (given (list (run a))))))x");
  EXPECT_EQ(tree("sh x.sh -c 'a'; echo sh -c 'b'; sh -c \"$cmd\"; sh -c \"$(c)\""),
            R"x((list (run sh x.sh -c a) (run echo sh -c b) (run sh -c "$cmd"["cmd"]) )x"
            R"x((run sh -c "$(c)"["$(list (run c))"])))x");
}

TEST(ShellParse, SpansInsideGivenScripts) {
  const Parsed parsed("bash -c \"cd \\\"$DIR\\\" && rm -rf \\$x\"");
  ASSERT_EQ(parsed->commands.size(), 3u);
  EXPECT_EQ(parsed.text(parsed->commands[1]->words[1].span), "\"$DIR\\\"");
  EXPECT_EQ(parsed->commands[1]->words[1].text, "$DIR");
  EXPECT_EQ(parsed.text(parsed->commands[2]->words[2].span), "$x");
  EXPECT_EQ(parsed->commands[2]->words[2].text, "$x");
  EXPECT_TRUE(parsed->commands[0]->given_script->outer_expands);
  EXPECT_EQ(parsed->commands[2]->script, parsed->commands[0]->given_script);
}

TEST(ShellParse, CommandsAreInSourceOrderWithTheirScripts) {
  const Parsed parsed("a $(b; c) | d\nf() { e; }\nsh -c 'g'\n");
  std::string order;
  for (const Node* const command : parsed->commands) order.append(command->words[0].text);
  EXPECT_EQ(order, "abcdeshg");
  EXPECT_EQ(parsed->commands[0]->words[1].expansions[0].script->commands.size(), 2u);
  EXPECT_EQ(parsed->commands[1]->script->root->parent, parsed->commands[0]);
}

TEST(ShellParse, SpansMapThroughRemovedText) {
  // "RUN a \\\n  && b": a RUN line whose continuation was taken out.
  const std::string source = "RUN a \\\n  && bcd 'e f'";
  const std::string text = "a   && bcd 'e f'";
  const MappedPiece pieces[] = {{0, 4}, {2, 8}};
  Arena arena;
  const Script* const script = parse({text, FileId{3}, pieces, 0}, Dialect::posix, arena);
  ASSERT_EQ(script->commands.size(), 2u);
  const Span span = script->commands[1]->words[1].span;
  EXPECT_EQ(span.file, FileId{3});
  EXPECT_EQ(source.substr(span.begin, span.size()), "'e f'");
}

TEST(ShellParse, ErrorsAreThoseOfTheShell) {
  EXPECT_EQ(errors("a && && b"), (Errors{"&&: Unexpected `&&`"}));
  EXPECT_EQ(errors("if a; then fi"), (Errors{"f: Expected a command before `fi`"}));
  EXPECT_EQ(errors("if a; then b"), (Errors{"if: `if` is never closed by `fi`"}));
  EXPECT_EQ(errors("echo 'a"), (Errors{"': This single quote is never closed"}));
  EXPECT_EQ(errors("x=$(a"), (Errors{"$(: `$(` is never closed by `)`"}));
  EXPECT_EQ(errors("echo ${x"), (Errors{"${: This `${` is never closed"}));
  EXPECT_EQ(errors("a &; b"), (Errors{";: Unexpected `;`"}));
  EXPECT_EQ(errors("a >"), (Errors{": Unexpected end of the script"}));
  EXPECT_EQ(errors("[[ a b ]]"), (Errors{"b: Unexpected `b`"}));
  EXPECT_EQ(errors("while (a) >b do c; done"), (Errors{"do: Unexpected `do`"}));
  EXPECT_EQ(errors("sh -c 'a && '"), (Errors{": Unexpected end of the script"}));
}

TEST(ShellParse, DialectsDifferInWhatIsAnError) {
  EXPECT_EQ(errors("f() echo", Dialect::posix), Errors{});
  EXPECT_EQ(errors("f() echo", Dialect::bash), (Errors{"echo: Unexpected `echo`"}));
  EXPECT_EQ(errors("for 1 in a; do b; done", Dialect::ash), (Errors{"1: This is no name for a loop variable"}));
  EXPECT_EQ(errors("a=(b) c <(d) [[ e ]]", Dialect::posix), Errors{});
  EXPECT_EQ(errors("rm !(a)", Dialect::bash), (Errors{"(: Unexpected `(`"}));
  EXPECT_EQ(errors("print ${(f)x} =(ls) (#i)a*", Dialect::zsh), Errors{});
}

TEST(ShellParse, ReadsOnBehindErrors) {
  EXPECT_EQ(tree("echo a(b)\nc"), R"x((list (run echo a) (run c)) (error "Unexpected `(`"))x");
  EXPECT_EQ(tree("done\nfi\na"), "(list (run a)) (error \"Unexpected `done`\") (error \"Unexpected `fi`\")");
  EXPECT_EQ(tree("echo \"a $(b)\nc 'd'\n"),
            R"x((list (run echo "a $(b)") (run c d)) (error "This double quote is never closed"))x");
  EXPECT_EQ(tree("while a; do if b; then c; done; d"),
            R"x((list (while (list (run a)) (list (if (list (run b)) (list (run c))))) (run d)) )x"
            R"x((error "`if` is never closed by `fi`"))x");
  EXPECT_EQ(tree("case a in b c) d;; e) f;; esac"),
            R"x((list (case a (b) (list (run d)) ;; (e) (list (run f)))) (error "Unexpected `c`"))x");
}

TEST(ShellParse, CarriageReturnsBelongToLineEnds) {
  EXPECT_EQ(tree("if a; then\r\n  b \\\r\n c\r\nfi\r\ncat <<E\r\nx\r\nE\r\n"),
            R"x((list (if (list (run a)) (list (run b c))) (run cat (<< E "x\u000d\n"))))x");
}

TEST(ShellParse, OddBytes) {
  using namespace std::string_literals;
  EXPECT_EQ(tree("a\0b c"s), R"x((list (run "a\u0000b" c)))x");
  EXPECT_EQ(tree("\xef\xbb\xbf"
                 "a"),
            "(list (run a))");
  EXPECT_EQ(tree("a \\"), "(list (run a \"\\\\\"))");
}

TEST(ShellParse, DeepNestingEndsInAnError) {
  for (const std::string_view opener : {"$(", "(", "{ ", "if a; then ", "${x:-", "\"$(", "f() ", "case a in b) "}) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text.append(opener);
    const Parsed parsed(text);
    EXPECT_FALSE(parsed->errors.empty()) << opener;
  }
  std::string text = "echo ";
  for (int i = 0; i < 100; ++i) text.append("$(");
  for (int i = 0; i < 100; ++i) text.append(")");
  EXPECT_EQ(errors(text), Errors{});
}

TEST(ShellParse, EveryByteOfACorrectScriptIsAccountedFor) {
  const std::string text = R"(#!/bin/bash
set -euo pipefail
f() { local x="$1"; for i in a "b c" {1..3}; do echo "$i" >>log 2>&1; done; }
if [[ -n ${A:-} && $(id -u) == 0 ]]; then f "$@" | tee /dev/null; elif ! true; then :; else false; fi
while read -r line; do case $line in a*|b) continue;; *) break;; esac; done < <(ls)
cat <<EOF
body $x
EOF
(cd /tmp && make) & until wait; do sleep 1; done
)";
  const MappedText mapped{text, FileId{0}, {}, 0};
  Arena arena;
  const Script* const script = parse(mapped, Dialect::bash, arena);
  Invariants invariants(text);
  invariants.check(*script);
  const std::vector<std::string_view> rest = invariants.uncovered();
  const std::vector<std::string_view> expected = {"f",  "{",    "for",  "i",    "in",   "do",    "done", "}",   "if",
                                                  "[[", "]]",   "then", "elif", "!",    "then",  "else", "fi",  "while",
                                                  "do", "case", "in",   "esac", "done", "until", "do",   "done"};
  EXPECT_EQ(rest, expected);
}

TEST(ShellParse, OtherLanguagesAreNotParsed) {
  Arena arena;
  const Script* const script = parse({"Get-Item C:", FileId{0}, {}, 0}, Dialect::powershell, arena);
  EXPECT_EQ(script->root, nullptr);
  EXPECT_EQ(print(*script), "(unparsed powershell)");
}

TEST(ShellDialect, OfShebang) {
  const auto of = [](std::string_view line) { return dialect_of_shebang(line, Dialect::other); };
  EXPECT_EQ(of("#!/bin/sh"), Dialect::posix);
  EXPECT_EQ(of("#! /usr/bin/env bash"), Dialect::bash);
  EXPECT_EQ(of("#!/usr/bin/env -S bash -eu\nrest"), Dialect::bash);
  EXPECT_EQ(of("#!/usr/bin/env -S-i PATH=/bin zsh"), Dialect::zsh);
  EXPECT_EQ(of("#!/bin/busybox sh"), Dialect::ash);
  EXPECT_EQ(of("#!/bin/ash -e\r\n"), Dialect::ash);
  EXPECT_EQ(of("#!/usr/bin/python3"), Dialect::other);
  EXPECT_EQ(dialect_of_shebang("echo hi", Dialect::bash), Dialect::bash);
  EXPECT_EQ(dialect_of_shebang("#!", Dialect::bash), Dialect::bash);
}

TEST(ShellDialect, OfProgram) {
  EXPECT_EQ(dialect_of_program("/bin/bash"), Dialect::bash);
  EXPECT_EQ(dialect_of_program("C:\\Windows\\System32\\PowerShell.EXE"), Dialect::powershell);
  EXPECT_EQ(dialect_of_program("cmd"), Dialect::cmd);
  EXPECT_EQ(dialect_of_program("python3"), Dialect::other);
  for (const std::string_view program : {"sh", "/bin/bash", "ash", "dash", "/usr/bin/zsh", "ksh"})
    EXPECT_TRUE(is_shell(program)) << program;
  for (const std::string_view program : {"fish", "pwsh", "busybox", "bashful", "start.sh", ""})
    EXPECT_FALSE(is_shell(program)) << program;
}

}  // namespace
}  // namespace seaworthy::shell
