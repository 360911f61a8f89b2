#include "dockerfile/written.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "dockerfile/parse.h"

namespace seaworthy::dockerfile {
namespace {

/// "path: text" of every file that the first stage writes; `$` that is filled in as `<$>`.
class Written : public testing::Test {
 protected:
  std::vector<std::string> written(std::string text) {
    source_ = &sources_[sources_.add("Dockerfile", std::move(text))];
    file_ = parse(MappedText::whole(*source_), arena_);
    std::vector<std::string> result;
    for (const WrittenFile& file : file_->stages.front()->written) {
      std::string shown = std::string(file.path) + ": ";
      auto filled = file.filled_in.begin();
      for (std::uint32_t at = 0; at < file.text.text.size(); ++at) {
        const bool here = filled != file.filled_in.end() && *filled == at;
        if (here) ++filled;
        shown += here ? std::string("<") + file.text.text[at] + ">" : std::string(1, file.text.text[at]);
      }
      result.push_back(shown);
    }
    return result;
  }
  /// What stands in the Dockerfile where a part of the first file's text comes from.
  std::string origin(std::string_view part) const {
    const MappedText& text = file_->stages.front()->written.front().text;
    const std::size_t at = text.text.find(part);
    if (at == std::string_view::npos) return "(not in it)";
    const auto begin = static_cast<std::uint32_t>(at);
    return std::string(source_->text(text.span(begin, begin + static_cast<std::uint32_t>(part.size()))));
  }

  Arena arena_;
  SourceSet sources_;
  const Source* source_ = nullptr;
  const File* file_ = nullptr;
};

using Strings = std::vector<std::string>;

TEST_F(Written, HeredocsOfCopy) {
  EXPECT_EQ(written("FROM debian\nCOPY <<'A' <<B /opt/\n#!/bin/sh\nexec \"$@\"\nA\n#!/bin/sh\necho $x \\$y\nB\n"),
            (Strings{"/opt/A: #!/bin/sh\nexec \"$@\"\n", "/opt/B: #!/bin/sh\necho <$>x $y\n"}));
}

TEST_F(Written, OtherFilesAreNoScripts) {
  EXPECT_EQ(written("FROM debian\nCOPY <<A /etc/app.conf\n[part]\nA\nRUN echo 'deb x' > /etc/apt/sources.list\n"),
            Strings{});
}

TEST_F(Written, HeredocOfRun) {
  EXPECT_EQ(written("FROM debian\nRUN cat <<'A' > /a.sh && tee /b.sh <<B >/dev/null\n#!/bin/sh\n$1\nA\n"
                    "#!/bin/sh\n$1 \\$2 `date`\nB\n"),
            (Strings{"/a.sh: #!/bin/sh\n$1\n", "/b.sh: #!/bin/sh\n<$>1 $2 <`>date<`>\n"}));
}

TEST_F(Written, EchoOfTheDefaultShell) {
  EXPECT_EQ(written("FROM debian\nRUN echo '#!/bin/sh\\nexec \"$@\"' > /a\n"), Strings{"/a: #!/bin/sh\nexec \"$@\"\n"});
  EXPECT_EQ(origin("exec"), "exec");
  EXPECT_EQ(written("FROM alpine\nRUN echo -e '#!/bin/sh\\nls' > /a\n"), Strings{"/a: #!/bin/sh\nls\n"});
  EXPECT_EQ(written("FROM alpine\nRUN echo '#!/bin/sh\\nls' > /a\n"), Strings{"/a: #!/bin/sh\\nls\n"});
}

TEST_F(Written, Printf) {
  EXPECT_EQ(written("FROM debian\nRUN printf '#!/bin/sh\\nexec %s \"$@\"\\n' nginx > /a\n"),
            Strings{"/a: #!/bin/sh\nexec nginx \"$@\"\n"});
  EXPECT_EQ(written("FROM debian\nRUN printf '%s\\n' '#!/bin/sh' \\\n  'exec nginx' > /a\n"),
            Strings{"/a: #!/bin/sh\nexec nginx\n"});
  EXPECT_EQ(origin("exec nginx"), "exec nginx");
  EXPECT_EQ(written("FROM debian\nRUN printf '%d' 1 > /a.sh\n"), Strings{});
}

TEST_F(Written, PieceByPiece) {
  EXPECT_EQ(
      written("FROM debian\nRUN echo '#!/bin/sh' > /a && \\\n    echo 'set -e' >> /a\nRUN echo \"exec $p\" >> /a\n"),
      Strings{"/a: #!/bin/sh\nset -e\nexec <$>p\n"});
  EXPECT_EQ(origin("set -e"), "set -e");
  EXPECT_EQ(written("FROM debian\nRUN { echo '#!/bin/sh'; echo; echo 'ls'; } > /a\n"),
            Strings{"/a: #!/bin/sh\n\nls\n"});
  EXPECT_EQ(written("FROM debian\nRUN echo '#!/bin/sh' | sudo tee /a && echo ls | tee -a /a\n"),
            Strings{"/a: #!/bin/sh\nls\n"});
}

TEST_F(Written, WhatNobodyCanFollowIsForgotten) {
  EXPECT_EQ(written("FROM debian\nRUN echo '#!/bin/sh' > /a && curl x >> /a\n"), Strings{});
  EXPECT_EQ(written("FROM debian\nRUN echo 'ls' >> /a.sh\n"), Strings{});
  EXPECT_EQ(written("FROM debian\nRUN cat <<A > /a.sh && echo late >> /a.sh\n#!/bin/sh\nA\n"), Strings{});
}

}  // namespace
}  // namespace seaworthy::dockerfile
