#include "ingest/ingest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <map>

#include "ingest/jsonl.h"
#include "ingest/sniff.h"

namespace dragoman {
namespace {

using ::testing::HasSubstr;

// Files in memory; one of them may fail in the middle of a read.
class FakeEnv : public Env {
 public:
  std::map<std::string, std::string> files;
  std::string failing;            // this file fails …
  std::size_t fails_after = 100;  // … after so many bytes
  std::string input;              // standard input
  mutable std::size_t read_bytes = 0;

  class Source : public ByteSource {
   public:
    Source(FakeEnv& env, std::string bytes, bool fails)
        : env_(env), bytes_(std::move(bytes)), fails_(fails) {}
    Result<std::size_t> read(char* buffer, std::size_t size) override {
      if (fails_ && at_ >= env_.fails_after) return fail(ErrorCode::kIo, "the disk is broken");
      std::size_t n = std::min(size, bytes_.size() - at_);
      if (fails_) n = std::min(n, env_.fails_after - at_);
      bytes_.copy(buffer, n, at_);
      at_ += n;
      env_.read_bytes += n;
      return n;
    }

   private:
    FakeEnv& env_;
    std::string bytes_;
    bool fails_;
    std::size_t at_ = 0;
  };

  FileInfo stat(const std::string& path) override {
    const auto it = files.find(path);
    if (it != files.end()) return {true, false, it->second.size()};
    const auto below = files.lower_bound(path + "/");
    const bool folder = below != files.end() && below->first.rfind(path + "/", 0) == 0;
    return {folder, folder, 0};
  }
  Result<std::unique_ptr<ByteSource>> open(const std::string& path) override {
    const auto it = files.find(path);
    if (it == files.end()) return fail(ErrorCode::kNotFound, "no such file", path);
    return std::make_unique<Source>(*this, it->second, path == failing);
  }
  std::unique_ptr<ByteSource> standard_input() override {
    return std::make_unique<Source>(*this, input, failing == "-");
  }
  Result<std::vector<std::string>> list(const std::string& folder) override {
    std::vector<std::string> names;
    for (const auto& [path, bytes] : files) {
      if (path.rfind(folder + "/", 0) != 0) continue;
      const std::string name =
          path.substr(folder.size() + 1, path.find('/', folder.size() + 1) - folder.size() - 1);
      if (names.empty() || names.back() != name) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  Result<void> write_file(const std::string&, std::string_view) override { return {}; }
  std::chrono::system_clock::time_point now() override { return {}; }
};

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::vector<Item> all(FakeEnv& env, std::vector<std::string> inputs, IngestOptions options = {}) {
  Ingest ingest(env, std::move(inputs), std::move(options));
  std::vector<Item> items;
  while (auto item = ingest.next()) items.push_back(std::move(*item));
  return items;
}

ErrorCode code_of(const Item& item) {
  return item.report ? ErrorCode::kInterrupted : item.report.error().code;
}

TEST(Walk, FilesFoldersAndStandardInput) {
  FakeEnv env;
  env.files["d/b.txt"] = "B";
  env.files["d/a/z.html"] = "<p>Z</p>";
  env.files["d/.hidden"] = "no";
  env.files["c.txt"] = "C";
  env.input = "standard";
  const auto items = all(env, {"d", "-", "c.txt", "none.txt"});
  ASSERT_EQ(items.size(), 5U);
  EXPECT_EQ(items[0].input, "d/a/z.html");
  EXPECT_EQ(items[0].report->html, "<p>Z</p>");
  EXPECT_EQ(items[1].report->dump, "B");
  EXPECT_EQ(items[2].report->dump, "standard");
  EXPECT_EQ(items[3].report->dump, "C");
  EXPECT_EQ(code_of(items[4]), ErrorCode::kNotFound);
  Ingest ingest(env, {"d", "c.txt"}, {});
  EXPECT_EQ(ingest.total_bytes(), 1U + 8U + 1U);
}

TEST(Walk, WhatIsLaterWorkSaysSo) {
  FakeEnv env;
  env.files["f.xml"] = "<?xml version=\"1.0\"?><rss version=\"2.0\"></rss>";
  env.files["w.warc.gz"] = gzip("WARC/1.0\r\n\r\n");
  env.files["p.html"] = "\x89PNG\r\n";
  const auto items = all(env, {"https://example.org/", "f.xml", "w.warc.gz", "p.html"});
  ASSERT_EQ(items.size(), 4U);
  for (const Item& item : items) EXPECT_EQ(code_of(item), ErrorCode::kUnsupported) << item.input;
  EXPECT_THAT(items[1].report.error().reason, HasSubstr("this version"));
  EXPECT_THAT(items[3].report.error().reason, HasSubstr("PNG"));
}

TEST(Walk, LinksDoNotGoInCircles) {
  namespace fs = std::filesystem;
  const fs::path top = fs::path(::testing::TempDir()) / "dragoman_ingest_links";
  fs::remove_all(top);
  fs::create_directories(top / "a");
  ASSERT_TRUE(Env::system().write_file((top / "a/b.txt").string(), "text"));
  fs::create_directory_symlink(top, top / "a/loop");
  fs::create_directory_symlink(top, top / "a/loop2");
  Ingest ingest(Env::system(), {top.string()}, {});
  EXPECT_EQ(ingest.total_bytes(), 4U);
  ASSERT_TRUE(ingest.next());
  EXPECT_FALSE(ingest.next());
  fs::remove_all(top);
}

TEST(Options, DateAndUrlFillGaps) {
  FakeEnv env;
  env.files["r.jsonl"] = R"({"id":"1","text":"x","date":"2023-02-03"}
{"id":"2","text":"y","url":"https://example.org/2"})";
  IngestOptions options;
  options.date = "2024-01-01";
  options.url = "https://example.org/";
  const auto items = all(env, {"r.jsonl"}, options);
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].report->date, "2023-02-03");
  EXPECT_EQ(items[0].report->url, "https://example.org/");
  EXPECT_EQ(items[1].report->date, "2024-01-01");
  EXPECT_EQ(items[1].report->url, "https://example.org/2");
}

TEST(Rows, SpansBecomeBytes) {
  FakeEnv env;
  env.files["r.jsonl"] =
      "\xEF\xBB\xBF{\"id\":\"a\",\"text\":\"\u00C9t\u00E9 "
      "don\u2019t.\",\"tokens\":[[0,3],[4,9],[9,10]],"
      "\"sentences\":[[0,10]],\"dyads\":[{\"source\":[0,3],\"target\":null}],\"gold\":[1]}\r\n\n";
  const auto items = all(env, {"r.jsonl"});
  ASSERT_EQ(items.size(), 1U);
  ASSERT_TRUE(items[0].report) << items[0].report.error().message();
  const Report& report = *items[0].report;
  EXPECT_EQ(report.id, "a");
  ASSERT_EQ(report.tokens->size(), 3U);
  EXPECT_EQ((*report.tokens)[0], (Span{0, 5}));
  EXPECT_EQ((*report.tokens)[1], (Span{6, 13}));
  EXPECT_EQ(report.sentences->at(0), (Span{0, 14}));
  EXPECT_EQ(report.dyads.at(0).source, (Span{0, 5}));
  EXPECT_FALSE(report.dyads.at(0).target);
}

struct BadRow {
  const char* row;
  ErrorCode code;
  const char* id;
};

TEST(Rows, BadOnesKeepTheirPlaceAndId) {
  const std::vector<BadRow> rows = {
      {R"({"id":"cut","text":"x)", ErrorCode::kMalformed, "cut"},
      {R"([1])", ErrorCode::kMalformed, ""},
      {R"({"id":"none"})", ErrorCode::kMalformed, "none"},
      {R"({"id":"two","text":"x","dump":"y"})", ErrorCode::kMalformed, "two"},
      {R"({"id":"type","text":5})", ErrorCode::kMalformed, "type"},
      {R"({"id":7,"text":"x"})", ErrorCode::kMalformed, "7"},
      {R"({"id":"day","text":"x","date":"2023-02-29"})", ErrorCode::kMalformed, "day"},
      {R"({"id":"half","text":"a \ud800 b"})", ErrorCode::kMalformed, "half"},
      {R"({"id":"low","text":"a \udc00 b"})", ErrorCode::kMalformed, "low"},
      {"{\"id\":\"bytes\",\"text\":\"\xFF\"}", ErrorCode::kEncoding, "bytes"},
      {R"({"id":"past","text":"abc","tokens":[[0,4]]})", ErrorCode::kMalformed, "past"},
      {R"({"id":"back","text":"abc","tokens":[[2,1]]})", ErrorCode::kMalformed, "back"},
      {R"({"id":"over","text":"abc","tokens":[[0,2],[1,3]]})", ErrorCode::kMalformed, "over"},
      {R"({"id":"sort","text":"abc","sentences":[[1,2],[0,1]]})", ErrorCode::kMalformed, "sort"},
      {R"({"id":"minus","text":"abc","tokens":[[-1,1]]})", ErrorCode::kMalformed, "minus"},
      {R"({"id":"frac","text":"abc","tokens":[[0.5,1]]})", ErrorCode::kMalformed, "frac"},
      {R"({"id":"html","html":"abc","tokens":[[0,1]]})", ErrorCode::kMalformed, "html"},
      {R"({"id":"dyad","text":"abc","dyads":[{"source":[0,9]}]})", ErrorCode::kMalformed, "dyad"},
      {R"({"id":"x","id":"y","text":"abc"})", ErrorCode::kMalformed, "x"},
  };
  FakeEnv env;
  for (const BadRow& row : rows)
    env.input += std::string(row.row) + "\n{\"id\":\"good\",\"text\":\"x\"}\n";
  IngestOptions options;
  options.as = InputFormat::kJsonl;
  const auto items = all(env, {"-"}, options);
  ASSERT_EQ(items.size(), 2 * rows.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const Item& bad = items[2 * k];
    EXPECT_EQ(code_of(bad), rows[k].code) << rows[k].row;
    EXPECT_EQ(bad.id, rows[k].id) << rows[k].row;
    EXPECT_EQ(bad.place, "line " + std::to_string(2 * k + 1));
    ASSERT_FALSE(bad.report);
    EXPECT_EQ(bad.report.error().place, bad.place);
    EXPECT_TRUE(items[2 * k + 1].report);
    EXPECT_EQ(items[2 * k + 1].id, "good");
  }
}

TEST(Rows, DeepAndLongOnesHarmNobody) {
  FakeEnv env;
  env.input = "{\"id\":\"deep\",\"x\":" + std::string(5000, '[') + std::string(5000, ']') + "}\n";
  env.input += "{\"id\":\"long\",\"text\":\"" + std::string(300000, 'a') + "\"}\n";
  env.input += "{\"id\":\"good\",\"text\":\"x\"}";
  IngestOptions options;
  options.as = InputFormat::kJsonl;
  options.budget.max_decoded_bytes = 100000;
  const auto items = all(env, {"-"}, options);
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(code_of(items[0]), ErrorCode::kTooDeep);
  EXPECT_EQ(code_of(items[1]), ErrorCode::kTooManyBytes);
  EXPECT_EQ(items[1].id, "long");
  EXPECT_TRUE(items[2].report);
}

TEST(Rows, AreReadLazily) {
  FakeEnv env;
  for (int k = 0; k < 100000; ++k) env.input += "{\"text\":\"row\"}\n";
  Ingest ingest(env, {"-"}, {});
  ASSERT_TRUE(ingest.next());
  EXPECT_LT(env.read_bytes, 200000U);
}

TEST(Disk, FailsInTheMiddle) {
  FakeEnv env;
  env.files["a.jsonl"] = "{\"id\":\"1\",\"text\":\"x\"}\n" + std::string(2000, ' ') +
                         "\n{\"id\":\"2\",\"text\":\"y\"}\n";
  env.files["b.txt"] = std::string(1000, 'b');
  env.files["c.html.gz"] = gzip("<p>" + std::string(5000, 'c'));
  env.files["d.txt"] = "fine";
  for (const char* name : {"a.jsonl", "b.txt"}) {
    env.failing = name;
    const auto items = all(env, {name, "d.txt"});
    ASSERT_GE(items.size(), 2U);
    EXPECT_EQ(code_of(items[items.size() - 2]), ErrorCode::kIo) << name;
    EXPECT_EQ(items[items.size() - 2].report.error().input, name);
    EXPECT_TRUE(items.back().report);
  }
  env.failing = "c.html.gz";
  env.fails_after = 20;
  EXPECT_EQ(code_of(all(env, {"c.html.gz"}).at(0)), ErrorCode::kIo);
  // What was read before the failure is not lost.
  env.failing = "a.jsonl";
  env.fails_after = 30;
  const auto items = all(env, {"a.jsonl"});
  ASSERT_EQ(items.size(), 2U);
  EXPECT_TRUE(items[0].report);
  EXPECT_EQ(code_of(items[1]), ErrorCode::kIo);
}

TEST(Gzip, MembersDamageAndBombs) {
  FakeEnv env;
  env.files["two.txt.gz"] = gzip("one ") + gzip("two") + std::string(10, '\0');
  env.files["cut.txt.gz"] = gzip(std::string(1000, 'x')).substr(0, 20);
  env.files["tail.txt.gz"] = gzip("x") + "garbage";
  env.files["bad.txt.gz"] = std::string("\x1F\x8B\x08", 3) + "garbage, no gzip at all";
  env.files["bomb.txt.gz"] = gzip(std::string(20 << 20, ' '));
  env.files["nested.txt.gz"] = gzip(gzip("x"));
  env.files["rows.jsonl.gz"] =
      gzip("{\"id\":\"1\",\"text\":\"x\"}\n") + gzip("{\"id\":\"2\",\"text\":\"x\"}\n");
  EXPECT_EQ(all(env, {"two.txt.gz"}).at(0).report->dump, "one two");
  EXPECT_EQ(code_of(all(env, {"cut.txt.gz"}).at(0)), ErrorCode::kMalformed);
  EXPECT_EQ(code_of(all(env, {"tail.txt.gz"}).at(0)), ErrorCode::kMalformed);
  EXPECT_EQ(code_of(all(env, {"bad.txt.gz"}).at(0)), ErrorCode::kMalformed);
  EXPECT_EQ(code_of(all(env, {"bomb.txt.gz"}).at(0)), ErrorCode::kRatio);
  EXPECT_EQ(code_of(all(env, {"nested.txt.gz"}).at(0)), ErrorCode::kUnsupported);
  EXPECT_EQ(all(env, {"rows.jsonl.gz"}).size(), 2U);
}

TEST(Budget, WireAndDecoded) {
  FakeEnv env;
  env.files["big.txt"] = std::string(5000, 'x');
  env.files["big.txt.gz"] = gzip(std::string(5000, 'x'));
  IngestOptions options;
  options.budget.max_wire_bytes = 1000;
  EXPECT_EQ(code_of(all(env, {"big.txt"}, options).at(0)), ErrorCode::kTooManyBytes);
  options.budget.max_decoded_bytes = 1000;
  EXPECT_EQ(code_of(all(env, {"big.txt.gz"}, options).at(0)), ErrorCode::kTooManyBytes);
}

TEST(Sniff, ContentDecides) {
  EXPECT_EQ(sniff("<!DOCTYPE html><p>", "a.txt").kind, ContentKind::kHtml);
  EXPECT_EQ(sniff("  <div class=x>", "-").kind, ContentKind::kHtml);
  EXPECT_EQ(sniff("<<<<<<", "a.txt").kind, ContentKind::kText);
  EXPECT_EQ(sniff("<peace> said", "-").kind, ContentKind::kText);
  EXPECT_EQ(sniff("plain words", "a.html").kind, ContentKind::kHtml);
  EXPECT_EQ(sniff("{\"id\":1}", "-").kind, ContentKind::kJsonl);
  EXPECT_EQ(sniff("{curly} words", "-").kind, ContentKind::kText);
  EXPECT_EQ(sniff("[]", "a.jsonl").kind, ContentKind::kJsonl);
  EXPECT_EQ(sniff("x", "a.jsonl.gz").kind, ContentKind::kJsonl);
  EXPECT_EQ(sniff(std::string_view("\xFF\xFE<\0h\0t\0m\0l\0>\0", 14), "-").kind,
            ContentKind::kHtml);
  EXPECT_EQ(sniff("<?xml version='1.0'?><html xmlns='x'>", "-").kind, ContentKind::kHtml);
  EXPECT_EQ(sniff("", "-").kind, ContentKind::kText);
}

TEST(Dates, OfTheCalendar) {
  for (const char* good :
       {"2024-02-29", "2024-06-18T10:00:00Z", "2024-06-18T10:00:00.5+09:00", "2024-06-18T10:00"})
    EXPECT_TRUE(is_date(good)) << good;
  for (const char* bad :
       {"", "2023-02-29", "2024-13-01", "2024-6-1", "2024-06-18x", "2024-06-18T25:00:00Z",
        "18.06.2024", "0000-01-01", "2024-06-18T10:00:00+9:00"})
    EXPECT_FALSE(is_date(bad)) << bad;
}

}  // namespace
}  // namespace dragoman
