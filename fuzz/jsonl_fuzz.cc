// JSON Lines, gzip and the detection of types: whatever comes in, every item is a report that keeps
// its promises or an error.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/utf8.h"
#include "ingest/ingest.h"

namespace {

using namespace dragoman;

class Memory : public Env {
 public:
  explicit Memory(std::string bytes) : bytes_(std::move(bytes)) {}
  FileInfo stat(const std::string&) override { return {}; }
  Result<std::unique_ptr<ByteSource>> open(const std::string&) override {
    return fail(ErrorCode::kNotFound, "no such file");
  }
  std::unique_ptr<ByteSource> standard_input() override {
    class Source : public ByteSource {
     public:
      explicit Source(std::string_view bytes) : left_(bytes) {}
      Result<std::size_t> read(char* buffer, std::size_t size) override {
        const std::size_t n = left_.copy(buffer, std::min<std::size_t>(size, 1000));
        left_.remove_prefix(n);
        return n;
      }

     private:
      std::string_view left_;
    };
    return std::make_unique<Source>(bytes_);
  }
  Result<std::vector<std::string>> list(const std::string&) override {
    return std::vector<std::string>{};
  }
  Result<void> write_file(const std::string&, std::string_view) override { return {}; }
  std::chrono::system_clock::time_point now() override { return {}; }

 private:
  std::string bytes_;
};

void require(bool truth) {
  if (!truth) std::abort();
}

void check_spans(const std::optional<std::vector<Span>>& spans, const std::string& text) {
  if (!spans) return;
  std::uint32_t at = 0;
  for (const Span& s : *spans) {
    require(s.begin >= at && s.begin < s.end && s.end <= text.size());
    at = s.end;
  }
}

void run(const std::string& bytes, InputFormat format) {
  Memory env(bytes);
  IngestOptions options;
  options.as = format;
  options.budget.max_decoded_bytes = 1 << 16;
  Ingest ingest(env, {"-"}, options);
  while (const auto item = ingest.next()) {
    require(is_valid_utf8(item->id));
    if (!item->report) continue;
    const Report& report = *item->report;
    require(report.text.has_value() + report.html.has_value() + report.dump.has_value() == 1);
    for (const auto* content : {&report.text, &report.html, &report.dump})
      require(!*content || is_valid_utf8(**content));
    if (report.text) {
      check_spans(report.tokens, *report.text);
      check_spans(report.sentences, *report.text);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  run(bytes, InputFormat::kJsonl);
  run(bytes, InputFormat::kAuto);
  return 0;
}
