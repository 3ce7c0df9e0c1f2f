#include "ingest/ingest.h"

#include <algorithm>
#include <cstring>

#include "base/tsv.h"
#include "ingest/charset.h"
#include "ingest/gzip.h"
#include "ingest/jsonl.h"
#include "ingest/sniff.h"

namespace dragoman {
namespace {

constexpr std::size_t kPeek = 1 << 16;
constexpr int kDeepest = 64;  // folders inside folders

// Lines of a source; one that is longer than the limit keeps its beginning only.
class LineReader {
 public:
  struct Line {
    std::string text;
    bool too_long = false;
  };

  LineReader(ByteSource& source, std::size_t limit) : source_(source), limit_(limit) {}

  // nullopt at the end.
  Result<std::optional<Line>> next() {
    Line line;
    bool any = false;
    for (;;) {
      if (begin_ == end_) {
        const auto n = source_.read(block_, sizeof block_);
        if (!n) return tl::unexpected(n.error());
        if (*n == 0) {
          if (!any) return std::optional<Line>();
          return std::optional<Line>(std::move(line));
        }
        begin_ = 0;
        end_ = *n;
      }
      any = true;
      const char* const start = block_ + begin_;
      const auto* const newline = static_cast<const char*>(std::memchr(start, '\n', end_ - begin_));
      const std::size_t length =
          newline ? static_cast<std::size_t>(newline - start) : end_ - begin_;
      if (!line.too_long && line.text.size() + length > limit_) {
        line.too_long = true;
        line.text.append(start, std::min(length, kBeginning));
        line.text.resize(std::min(line.text.size(), kBeginning));
        line.text.shrink_to_fit();
      } else if (!line.too_long) {
        line.text.append(start, length);
      }
      begin_ += length + (newline ? 1 : 0);
      if (newline) return std::optional<Line>(std::move(line));
    }
  }

 private:
  static constexpr std::size_t kBeginning = 4096;
  ByteSource& source_;
  std::size_t limit_;
  char block_[1 << 16];
  std::size_t begin_ = 0, end_ = 0;
};

std::string bytes_text(std::size_t n) { return std::to_string(n) + " bytes"; }

bool is_url(std::string_view input) {
  return input.substr(0, 7) == "http://" || input.substr(0, 8) == "https://";
}

}  // namespace

struct Ingest::State {
  struct Path {
    std::string name;
    int depth = 0;  // folders above it
  };
  // The JSON Lines file that is open.
  struct Rows {
    std::string name;
    std::unique_ptr<PeekSource> wire;
    std::unique_ptr<ByteSource> unpacked;  // over `wire`, of a gzip file
    std::unique_ptr<LineReader> lines;
    std::size_t number = 0;
    std::uint64_t counted = 0;  // bytes of `wire` that items have accounted for
  };

  State(Env& e, IngestOptions o) : env(e), options(std::move(o)) {}

  Env& env;
  IngestOptions options;
  std::vector<Path> waiting;  // the next one at the back
  std::vector<std::string> inputs;
  std::unique_ptr<Rows> rows;
  JsonlParser parser;

  std::optional<Item> open(const Path& path);
  std::optional<Item> open_folder(const Path& path);
  Item failed(const std::string& name, Error error) const;
  Item whole(const std::string& name, PeekSource& wire, ByteSource& source, InputFormat format);
  std::optional<Item> next_row();
  Result<std::string> read_all(PeekSource& wire, ByteSource& source) const;
};

Ingest::Ingest(Env& env, std::vector<std::string> inputs, IngestOptions options)
    : state_(std::make_unique<State>(env, std::move(options))) {
  state_->inputs = inputs;
  for (auto it = inputs.rbegin(); it != inputs.rend(); ++it)
    state_->waiting.push_back({std::move(*it), 0});
}
Ingest::~Ingest() = default;

std::optional<Item> Ingest::next() {
  for (;;) {
    if (state_->rows) {
      if (auto item = state_->next_row()) return item;
      state_->rows.reset();
    }
    if (state_->waiting.empty()) return std::nullopt;
    const State::Path path = std::move(state_->waiting.back());
    state_->waiting.pop_back();
    if (auto item = state_->open(path)) return item;
  }
}

std::uint64_t Ingest::total_bytes() const {
  constexpr std::size_t kMostFiles = 100000;
  std::uint64_t total = 0;
  std::size_t files = 0;
  std::vector<State::Path> walk;
  for (const std::string& input : state_->inputs) walk.push_back({input, 0});
  while (!walk.empty()) {
    const State::Path path = std::move(walk.back());
    walk.pop_back();
    if (path.name == "-" || ++files > kMostFiles) return 0;
    const FileInfo info = state_->env.stat(path.name);
    if (path.depth > 0 && info.is_folder && info.is_link) continue;
    if (!info.is_folder) {
      total += info.size;
    } else if (const auto names = state_->env.list(path.name); names && path.depth < kDeepest) {
      for (const std::string& name : *names)
        if (name[0] != '.') walk.push_back({path.name + "/" + name, path.depth + 1});
    }
  }
  return total;
}

Item Ingest::State::failed(const std::string& name, Error error) const {
  Item item;
  item.input = name;
  error.input = name;
  item.report = tl::unexpected(std::move(error));
  return item;
}

std::optional<Item> Ingest::State::open_folder(const Path& path) {
  if (path.depth >= kDeepest)
    return failed(path.name, {ErrorCode::kTooDeep, "folders are nested too deeply", {}, {}});
  auto names = env.list(path.name);
  if (!names) return failed(path.name, names.error());
  const std::string folder = path.name.back() == '/' ? path.name : path.name + "/";
  for (auto it = names->rbegin(); it != names->rend(); ++it)
    if ((*it)[0] != '.') waiting.push_back({folder + *it, path.depth + 1});
  return std::nullopt;
}

std::optional<Item> Ingest::State::open(const Path& path) {
  const std::string& name = path.name;
  if (is_url(name))
    return failed(name, {ErrorCode::kUnsupported,
                         "this version does not fetch pages: save the page and name the file",
                         {},
                         {}});
  std::unique_ptr<ByteSource> source;
  if (name == "-" && path.depth == 0) {
    source = env.standard_input();
  } else {
    const FileInfo info = env.stat(name);
    // Inside a folder: no links to other folders, which may go in circles, and no pipes.
    if (path.depth > 0 && ((info.is_folder && info.is_link) || info.is_special))
      return std::nullopt;
    if (info.is_folder) return open_folder(path);
    auto opened = env.open(name);
    if (!opened) return failed(name, opened.error());
    source = std::move(*opened);
  }
  auto opened = std::make_unique<Rows>();
  opened->name = name;
  opened->wire = std::make_unique<PeekSource>(std::move(source));
  ByteSource* reader = opened->wire.get();
  std::string head(opened->wire->peek(kPeek));
  std::unique_ptr<PeekSource> inside;
  if (is_gzip(head)) {
    inside = std::make_unique<PeekSource>(gunzip(*opened->wire, options.budget.max_ratio));
    head = inside->peek(kPeek);
    reader = inside.get();
  }
  InputFormat format = options.as;
  if (format == InputFormat::kAuto) {
    const Sniffed sniffed = sniff(head, name);
    switch (sniffed.kind) {
      case ContentKind::kHtml:
        format = InputFormat::kHtml;
        break;
      case ContentKind::kText:
        format = InputFormat::kText;
        break;
      case ContentKind::kJsonl:
        format = InputFormat::kJsonl;
        break;
      case ContentKind::kFeed:
        format = InputFormat::kFeed;
        break;
      case ContentKind::kWarc:
        format = InputFormat::kWarc;
        break;
      case ContentKind::kBinary:
        return failed(name, {ErrorCode::kUnsupported, "is " + sniffed.what, {}, {}});
    }
  }
  switch (format) {
    case InputFormat::kFeed:
      return failed(name, {ErrorCode::kUnsupported, "this version does not read feeds", {}, {}});
    case InputFormat::kWarc:
      return failed(name,
                    {ErrorCode::kUnsupported, "this version does not read WARC archives", {}, {}});
    case InputFormat::kJsonl: {
      if (head.substr(0, 2) == "\xFF\xFE" || head.substr(0, 2) == "\xFE\xFF")
        return failed(
            name, {ErrorCode::kEncoding, "JSON Lines are read in UTF-8, this is UTF-16", {}, {}});
      if (head.substr(0, 3) == "\xEF\xBB\xBF") {
        char mark[3];
        (void)reader->read(mark, sizeof mark);  // lies in the peeked bytes
      }
      opened->unpacked = std::move(inside);
      opened->lines = std::make_unique<LineReader>(*reader, options.budget.max_decoded_bytes);
      rows = std::move(opened);
      return std::nullopt;
    }
    default:
      return whole(name, *opened->wire, *reader, format);
  }
}

Result<std::string> Ingest::State::read_all(PeekSource& wire, ByteSource& source) const {
  const Budget& budget = options.budget;
  const bool packed = &source != &wire;
  std::string bytes;
  char block[1 << 16];
  for (;;) {
    const auto n = source.read(block, sizeof block);
    if (!n) return tl::unexpected(n.error());
    if (wire.taken() > budget.max_wire_bytes)
      return fail(ErrorCode::kTooManyBytes, "is larger than " + bytes_text(budget.max_wire_bytes));
    if (*n == 0) return bytes;
    if (packed && bytes.size() + *n > budget.max_decoded_bytes)
      return fail(ErrorCode::kTooManyBytes,
                  "unpacks to more than " + bytes_text(budget.max_decoded_bytes));
    bytes.append(block, *n);
  }
}

Item Ingest::State::whole(const std::string& name, PeekSource& wire, ByteSource& source,
                          InputFormat format) {
  const auto bytes = read_all(wire, source);
  if (!bytes) return failed(name, bytes.error());
  auto decoded = decode(*bytes, {}, format == InputFormat::kHtml);
  if (!decoded) return failed(name, decoded.error());
  if (decoded->text.size() > options.budget.max_decoded_bytes)
    return failed(name, {ErrorCode::kTooManyBytes,
                         "is larger than " + bytes_text(options.budget.max_decoded_bytes),
                         {},
                         {}});
  Item item;
  item.input = name;
  item.bytes = wire.taken();
  Report report;
  report.date = options.date;
  report.url = options.url;
  (format == InputFormat::kHtml ? report.html : report.dump) = std::move(decoded->text);
  item.report = std::move(report);
  return item;
}

std::optional<Item> Ingest::State::next_row() {
  for (;;) {
    if (!rows->lines) return std::nullopt;
    auto line = rows->lines->next();
    Item item;
    item.input = rows->name;
    const std::uint64_t taken = rows->wire->taken();
    item.bytes = taken - rows->counted;
    if (!line) {  // the rest of the file cannot be read
      item = failed(rows->name, line.error());
      item.place = item.report.error().place = "line " + std::to_string(rows->number + 1);
      rows->lines = nullptr;
      return item;
    }
    if (!*line) return std::nullopt;
    ++rows->number;
    const std::string& text = (*line)->text;
    if (!(*line)->too_long && trim(text).empty()) continue;
    rows->counted = taken;
    item.place = "line " + std::to_string(rows->number);
    if ((*line)->too_long) {
      item.id = id_of_line(text);
      item.report = fail(ErrorCode::kTooManyBytes,
                         "the line is longer than " + bytes_text(options.budget.max_decoded_bytes));
    } else {
      parser.parse(text, item);
    }
    if (item.report) {
      if (item.report->date.empty()) item.report->date = options.date;
      if (item.report->url.empty()) item.report->url = options.url;
    } else {
      item.report.error().input = rows->name;
      item.report.error().place = item.place;
    }
    return item;
  }
}

}  // namespace dragoman
