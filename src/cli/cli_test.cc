#include <gtest/gtest.h>

#include "cli/commands.h"
#include "cli/documentation.h"
#include "cli/record_table.h"
#include "cli/terminal.h"

namespace dragoman::cli {
namespace {

TEST(Terminal, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width("Seoul"), 5);
  EXPECT_EQ(display_width("서울"), 4);
  EXPECT_EQ(display_width("e\xCC\x81t\xC3\xA9"), 3);  // a combining accent takes no column
  EXPECT_EQ(clip("북한이 탄약을 보냈다", 8), "북한이 …");
  EXPECT_EQ(clip("short", 8), "short");
}

TEST(Terminal, WrapsAtBlanksAndCutsOverlongWords) {
  EXPECT_EQ(wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrap("abcdefghij k", 4), (std::vector<std::string>{"abcd", "efgh", "ij k"}));
  EXPECT_TRUE(wrap("", 10).empty());
}

TEST(Terminal, NeverLetsAReportSteerIt) {
  EXPECT_EQ(printable("a\x1b[31mb\r\nc\xE2\x80\xAE"
                      "d"),
            "a [31mb cd");
}

TEST(Table, AlignsColumnsAndWrapsNotes) {
  Table table({{"who", 10}, {"n", 4, true}, {"what", 20}});
  table.row({"Iran", "7", "drones"}, {"a note that is long enough to be wrapped over two lines"});
  table.row({"이란 정부", "12", "missiles"});
  EXPECT_EQ(table.render(40, false),
            "who         n  what\n"
            "Iran        7  drones\n"
            "    a note that is long enough to be\n"
            "    wrapped over two lines\n"
            "이란 정부  12  missiles\n");
}

TEST(Table, FitsTheWidthByBreakingTheWidestCells) {
  Table table({{"who", 40}, {"what", 40}, {"n", 4, true}});
  table.row({"a ministry with a long name", "machine tools and ball bearings", "12"});
  EXPECT_EQ(table.render(36, false),
            "who              what              n\n"
            "a ministry with  machine tools    12\n"
            "a long name      and ball\n"
            "                 bearings\n");
}

TEST(Documentation, NamesEveryCommandAndOption) {
  const std::string man = man_page("0"), bash = completion("bash"), zsh = completion("zsh"),
                    fish = completion("fish"), help = general_help(80);
  for (const Command& c : commands()) {
    const std::string own = command_help(c, 80);
    EXPECT_NE(help.find("  " + c.name + " "), std::string::npos) << c.name;
    EXPECT_FALSE(c.examples.empty()) << c.name;
    for (const Option& o : c.options) {
      EXPECT_NE(own.find(o.name), std::string::npos) << o.name;
      EXPECT_NE(bash.find(o.name), std::string::npos) << o.name;
      EXPECT_NE(zsh.find(o.name), std::string::npos) << o.name;
      EXPECT_NE(fish.find(o.name.substr(2)), std::string::npos) << o.name;
      EXPECT_NE(man.find("\\-\\-" + o.name.substr(2)), std::string::npos) << o.name;
    }
  }
}

TEST(RecordTable, ShowsAnErrorInPlaceOfTheRecord) {
  Record r;
  r.id = "x";
  r.error = Error{ErrorCode::kMalformed, "no JSON", "in.jsonl", "line 3"};
  EXPECT_EQ(render_record(r, 80, false), "x\nerror      in.jsonl: line 3: no JSON\n");
}

}  // namespace
}  // namespace dragoman::cli
