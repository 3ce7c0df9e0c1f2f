#include "store/value.h"

#include <gtest/gtest.h>

#include "store/csv.h"
#include "store/store.h"

namespace dragoman {
namespace {

TEST(Value, KeepsTheOrderOfKeysThroughJson) {
  const std::string json =
      R"({"z":1,"a":[true,null,2.5,"\u0000\"\\ 한국"],"m":{},"n":[],"b":-9007199254740993})";
  const auto value = parse_json(json);
  ASSERT_TRUE(value) << value.error().message();
  EXPECT_EQ(to_json(*value), json);
  EXPECT_EQ((*value)["a"].items()[3].text(), std::string("\0\"\\ 한국", 10));
  EXPECT_TRUE((*value)["nothing"].is_null());
  EXPECT_EQ((*value)["z"]["deeper"].integer(), 0);
}

TEST(Value, RefusesWhatIsNoJson) {
  for (const char* bad : {"", "{", "[1,]", "{\"a\":}", "\xff", "nul"})
    EXPECT_FALSE(parse_json(bad)) << bad;
  EXPECT_FALSE(parse_json(std::string(100000, '[')));
}

TEST(Csv, ReadsBackWhatItWrites) {
  Value row = Value::object();
  row.set("id", "s1")
      .set("quote", "He said, \"no\";\r\nthen left\\.")
      .set("span", Value::list().push(3).push(9))
      .set("content",
           Value::list().push(Value::list().push(3).push(5)).push(Value::list().push(7).push(9)))
      .set("who", Value::list()
                      .push(Value::object().set("name", "a;b\\c"))
                      .push(Value::object().set("name", Value()))
                      .push(Value::object().set("name", "=1+1")))
      .set("none", Value::list())
      .set("flag", false)
      .set("score", 8.3);
  const std::vector<std::string_view> columns = {"id",       "quote", "span", "content",
                                                 "who.name", "none",  "flag", "score"};
  const auto lines = parse_csv(csv_header(columns) + csv_line(columns, row));
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->size(), 2u);
  const std::vector<std::string>& cells = (*lines)[1];
  ASSERT_EQ(cells.size(), columns.size());
  EXPECT_EQ(cells[0], "s1");
  EXPECT_EQ(cells[1], row["quote"].text());
  EXPECT_EQ(cells[2], "3;9");
  EXPECT_EQ(cells[3], "3;5;7;9");
  EXPECT_EQ(split_list(cells[4]), (std::vector<std::string>{"a;b\\c", "", "=1+1"}));
  EXPECT_EQ(cells[5], "");
  EXPECT_EQ(cells[6], "false");
  EXPECT_EQ(cells[7], "8.3");
  EXPECT_FALSE(parse_csv("a,\"b"));
}

}  // namespace
}  // namespace dragoman
