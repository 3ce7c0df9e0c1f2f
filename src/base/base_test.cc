#include <gtest/gtest.h>

#include <atomic>

#include "base/json_writer.h"
#include "base/thread_pool.h"
#include "base/tsv.h"

namespace dragoman {
namespace {

TEST(JsonWriter, WritesDeterministicJson) {
  JsonWriter w;
  w.begin_object().key("a").value(1).key("b").begin_array().value("x\n\"\x01").null().value(0.1);
  w.end_array().key("c").value(true).end_object();
  EXPECT_EQ(w.text(), R"({"a":1,"b":["x\n\"\u0001",null,0.1],"c":true})");
}

TEST(Tsv, NamesTheLineThatIsWrong) {
  const auto good = Tsv::parse("# origin: ours\nword\tclass\nsay\tneutral\n", "data/verbs.tsv");
  ASSERT_TRUE(good);
  ASSERT_EQ(good->rows().size(), 1U);
  EXPECT_EQ(good->place(good->rows()[0]), "data/verbs.tsv:3");
  EXPECT_FALSE(good->column("nothing"));
  const auto bad = Tsv::parse("word\tclass\nsay\n", "data/verbs.tsv");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message(), "data/verbs.tsv: line 2: 1 columns where the header has 2");
}

TEST(OrderedMap, KeepsTheOrderOnAnyNumberOfThreads) {
  for (const int threads : {1, 2, 8, 1000000}) {
    int given = 0;
    std::vector<int> got;
    ordered_map<int, int>(
        threads,
        [&]() -> std::optional<int> { return given < 500 ? std::optional(given++) : std::nullopt; },
        [](int i) {
          if (i % 17 == 0) std::this_thread::yield();
          return i * i;
        },
        [&](int v) {
          got.push_back(v);
          return got.size() < 400;
        });
    ASSERT_EQ(got.size(), 400U);
    for (int i = 0; i < 400; ++i) ASSERT_EQ(got[static_cast<std::size_t>(i)], i * i);
  }
}

}  // namespace
}  // namespace dragoman
