#include "ingest/jsonl.h"

#include <simdjson.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "base/utf8.h"

namespace dragoman {
namespace {

namespace dom = simdjson::dom;

Error malformed(std::string reason) {
  return Error{ErrorCode::kMalformed, std::move(reason), {}, {}};
}

Error wrong(std::string_view key, const char* expected) {
  return malformed("\"" + std::string(key) + "\" is no " + expected);
}

// The keys that a row may have; others are not looked at.
struct Row {
  std::optional<dom::element> id, text, html, dump, date, url, title, tokens, sentences, dyads;

  std::optional<dom::element>* at(std::string_view key) {
    if (key == "id") return &id;
    if (key == "text") return &text;
    if (key == "html") return &html;
    if (key == "dump") return &dump;
    if (key == "date") return &date;
    if (key == "url") return &url;
    if (key == "title") return &title;
    if (key == "tokens") return &tokens;
    if (key == "sentences") return &sentences;
    if (key == "dyads") return &dyads;
    return nullptr;
  }
};

Result<std::string> string_of(std::string_view key, const dom::element& value) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return tl::unexpected(wrong(key, "string"));
  // A lone surrogate escape gives bytes that are no UTF-8.
  if (!is_valid_utf8(text))
    return fail(ErrorCode::kEncoding, "\"" + std::string(key) + "\" holds half a surrogate pair");
  return std::string(text);
}

Result<Span> span_of(std::string_view key, const dom::element& value, const OffsetMap& map) {
  const Error bad = wrong(key, "span [start, end] of two whole numbers");
  dom::array pair;
  if (value.get(pair) != simdjson::SUCCESS || pair.size() != 2) return tl::unexpected(bad);
  std::uint64_t begin = 0, end = 0;
  if (pair.at(0).get(begin) != simdjson::SUCCESS || pair.at(1).get(end) != simdjson::SUCCESS)
    return tl::unexpected(bad);
  if (begin >= end)
    return tl::unexpected(
        malformed("a span of \"" + std::string(key) + "\" ends before it begins"));
  if (end > map.size())
    return tl::unexpected(malformed("a span of \"" + std::string(key) +
                                    "\" reaches past the text, which has " +
                                    std::to_string(map.size()) + " characters"));
  return Span{map.bytes(static_cast<std::uint32_t>(begin)),
              map.bytes(static_cast<std::uint32_t>(end))};
}

Result<std::vector<Span>> spans_of(std::string_view key, const dom::element& value,
                                   const OffsetMap& map) {
  dom::array list;
  if (value.get(list) != simdjson::SUCCESS) return tl::unexpected(wrong(key, "list of spans"));
  std::vector<Span> spans;
  for (const dom::element element : list) {
    const auto span = span_of(key, element, map);
    if (!span) return tl::unexpected(span.error());
    if (!spans.empty() && span->begin < spans.back().end)
      return tl::unexpected(
          malformed("the spans of \"" + std::string(key) + "\" overlap or are out of order"));
    spans.push_back(*span);
  }
  return spans;
}

Result<std::vector<Report::DyadQuery>> dyads_of(const dom::element& value, const OffsetMap& map) {
  dom::array list;
  if (value.get(list) != simdjson::SUCCESS) return tl::unexpected(wrong("dyads", "list"));
  std::vector<Report::DyadQuery> dyads;
  for (const dom::element element : list) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
      return tl::unexpected(malformed("a row of \"dyads\" is no object"));
    Report::DyadQuery query;
    for (const auto& [key, side] :
         {std::pair<const char*, std::optional<Span>*>{"source", &query.source},
          {"target", &query.target}}) {
      dom::element given;
      if (object.at_key(key).get(given) != simdjson::SUCCESS || given.is_null()) continue;
      const auto span = span_of(key, given, map);
      if (!span) return tl::unexpected(span.error());
      *side = *span;
    }
    dyads.push_back(query);
  }
  return dyads;
}

Result<Report> report_of(const Row& row, const std::string& id) {
  Report report;
  report.id = id;
  const int contents = row.text.has_value() + row.html.has_value() + row.dump.has_value();
  if (contents != 1)
    return tl::unexpected(malformed(contents == 0
                                        ? "none of \"text\", \"html\" and \"dump\""
                                        : "more than one of \"text\", \"html\" and \"dump\""));
  const auto take = [](std::string_view key, const std::optional<dom::element>& from,
                       auto& into) -> Result<void> {
    if (!from) return {};
    auto text = string_of(key, *from);
    if (!text) return tl::unexpected(text.error());
    into = std::move(*text);
    return {};
  };
  for (const Result<void>& taken :
       {take("text", row.text, report.text), take("html", row.html, report.html),
        take("dump", row.dump, report.dump), take("date", row.date, report.date),
        take("url", row.url, report.url), take("title", row.title, report.title)})
    if (!taken) return tl::unexpected(taken.error());
  if (!report.date.empty() && !is_date(report.date))
    return tl::unexpected(malformed("\"date\" is no day (YYYY-MM-DD)"));
  if (row.tokens || row.sentences || row.dyads) {
    if (!report.text)
      return tl::unexpected(
          malformed("\"tokens\", \"sentences\" and \"dyads\" go with \"text\" only"));
    const OffsetMap map(*report.text);
    if (row.tokens) {
      auto spans = spans_of("tokens", *row.tokens, map);
      if (!spans) return tl::unexpected(spans.error());
      report.tokens = std::move(*spans);
    }
    if (row.sentences) {
      auto spans = spans_of("sentences", *row.sentences, map);
      if (!spans) return tl::unexpected(spans.error());
      report.sentences = std::move(*spans);
    }
    if (row.dyads) {
      auto dyads = dyads_of(*row.dyads, map);
      if (!dyads) return tl::unexpected(dyads.error());
      report.dyads = std::move(*dyads);
    }
  }
  return report;
}

Error parse_error(simdjson::error_code code) {
  switch (code) {
    case simdjson::DEPTH_ERROR:
      return {ErrorCode::kTooDeep, "the JSON is nested too deeply", {}, {}};
    case simdjson::UTF8_ERROR:
      return {ErrorCode::kEncoding, "the line is not UTF-8", {}, {}};
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return {ErrorCode::kTooManyBytes, "the line is too long", {}, {}};
    case simdjson::STRING_ERROR:
      return malformed("a string holds a broken escape or half a surrogate pair");
    default:
      return malformed("the line is no JSON object");
  }
}

}  // namespace

struct JsonlParser::Parts {
  dom::parser parser;
  std::string buffer;
};

JsonlParser::JsonlParser() : parts_(std::make_unique<Parts>()) {}
JsonlParser::~JsonlParser() = default;

void JsonlParser::parse(std::string_view line, Item& item) {
  std::string& buffer = parts_->buffer;
  buffer.reserve(line.size() + simdjson::SIMDJSON_PADDING);
  buffer.assign(line);
  dom::object object;
  dom::element root;
  simdjson::error_code code = parts_->parser.parse(buffer.data(), buffer.size(), false).get(root);
  if (code == simdjson::SUCCESS) code = root.get(object);
  if (code != simdjson::SUCCESS) {
    item.id = id_of_line(line);
    item.report = tl::unexpected(parse_error(code));
    return;
  }
  Row row;
  for (const dom::key_value_pair field : object) {
    std::optional<dom::element>* const slot = row.at(field.key);
    if (slot == nullptr || field.value.is_null()) continue;
    if (*slot) {
      item.id = id_of_line(line);
      item.report = tl::unexpected(malformed("\"" + std::string(field.key) + "\" stands twice"));
      return;
    }
    *slot = field.value;
  }
  if (row.id) {
    auto id = string_of("id", *row.id);
    if (!id) {
      item.id = id_of_line(line);
      item.report = tl::unexpected(id.error());
      return;
    }
    item.id = std::move(*id);
  }
  item.report = report_of(row, item.id);
  // A very long line must not keep its memory for the rest of the file.
  constexpr std::size_t kKept = 1 << 22;
  if (buffer.capacity() > kKept) parts_ = std::make_unique<Parts>();
}

std::string id_of_line(std::string_view line) {
  std::size_t i = 0;
  const auto blanks = [&] {
    while (i < line.size() && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r')) ++i;
  };
  const auto take = [&](char c) {
    blanks();
    return i < line.size() && line[i] == c ? (++i, true) : false;
  };
  // A string without its marks, escapes as they stand; nullopt if it is cut short.
  const auto string = [&]() -> std::optional<std::string_view> {
    if (!take('"')) return std::nullopt;
    const std::size_t begin = i;
    while (i < line.size() && line[i] != '"') i += line[i] == '\\' ? 2 : 1;
    if (i >= line.size()) return std::nullopt;
    return line.substr(begin, i++ - begin);
  };
  if (!take('{')) return {};
  do {
    const auto key = string();
    if (!key || !take(':')) return {};
    blanks();
    std::optional<std::string_view> value;
    if (i < line.size() && line[i] == '"') {
      value = string();
    } else {  // a number or a word; lists and objects end the search
      const std::size_t begin = i;
      while (i < line.size() && (line[i] == '.' || line[i] == '-' || line[i] == '+' ||
                                 (line[i] >= '0' && line[i] <= '9') ||
                                 (line[i] >= 'a' && line[i] <= 'z') || line[i] == 'E'))
        ++i;
      if (i > begin) value = line.substr(begin, i - begin);
    }
    if (!value) return {};
    if (*key == "id") {
      constexpr std::size_t kLongest = 1000;
      return *value == "null" || value->size() > kLongest ? std::string() : to_valid_utf8(*value);
    }
  } while (take(','));
  return {};
}

bool is_date(std::string_view text) {
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = 0;
    for (std::size_t k = at; k < at + length; ++k) {
      if (k >= text.size() || text[k] < '0' || text[k] > '9') return -1;
      value = value * 10 + (text[k] - '0');
    }
    return value;
  };
  const auto is = [&](std::size_t at, char c) { return at < text.size() && text[at] == c; };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1 || !is(4, '-') || !is(7, '-')) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days = month == 2                                              ? 28 + leap
                   : month == 4 || month == 6 || month == 9 || month == 11 ? 30
                                                                           : 31;
  if (day > days) return false;
  if (text.size() == 10) return true;
  if (!is(10, 'T') && !is(10, 't') && !is(10, ' ')) return false;
  const int hour = number(11, 2), minute = number(14, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || !is(13, ':')) return false;
  std::size_t at = 16;
  if (is(at, ':')) {
    const int second = number(17, 2);
    if (second < 0 || second > 60) return false;
    at = 19;
    if (is(at, '.')) {
      const std::size_t begin = ++at;
      while (number(at, 1) >= 0) ++at;
      if (at == begin) return false;
    }
  }
  if (at == text.size()) return true;
  if ((is(at, 'Z') || is(at, 'z')) && at + 1 == text.size()) return true;
  const int zone_hour = number(at + 1, 2), zone_minute = number(at + 4, 2);
  return (is(at, '+') || is(at, '-')) && zone_hour >= 0 && zone_hour < 24 && is(at + 3, ':') &&
         zone_minute >= 0 && zone_minute < 60 && at + 6 == text.size();
}

}  // namespace dragoman
