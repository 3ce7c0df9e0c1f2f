#include "ingest/sniff.h"

#include <algorithm>
#include <array>

#include "base/tsv.h"

namespace dragoman {
namespace {

struct Signature {
  std::string_view bytes;
  const char* what;
};

constexpr std::array kSignatures = {
    Signature{"\x89PNG", "a PNG image"},
    Signature{"\xFF\xD8\xFF", "a JPEG image"},
    Signature{"GIF8", "a GIF image"},
    Signature{"II*\0", "a TIFF image"},
    Signature{"RIFF", "a media file"},
    Signature{"ID3", "a sound file"},
    Signature{"OggS", "a media file"},
    Signature{"%PDF-", "a PDF file"},
    Signature{"{\\rtf", "an RTF file"},
    Signature{"PK\x03\x04", "a ZIP archive or office document"},
    Signature{"\xD0\xCF\x11\xE0", "an office document"},
    Signature{"BZh", "a bzip2 archive"},
    Signature{"\xFD"
              "7zXZ",
              "an xz archive"},
    Signature{"\x28\xB5\x2F\xFD", "a zstd archive"},
    Signature{"7z\xBC\xAF", "a 7z archive"},
    Signature{"\x1F\x8B\x08", "a gzip file inside a gzip file"},
    Signature{"\x7F"
              "ELF",
              "a program"},
    Signature{"SQLite format 3", "a database"},
};

constexpr std::array<std::string_view, 34> kTags = {
    "html", "head", "body",    "title",   "meta", "link",   "script",  "style", "base",
    "div",  "p",    "a",       "table",   "h1",   "h2",     "h3",      "br",    "b",
    "i",    "span", "article", "section", "main", "header", "footer",  "nav",   "ul",
    "ol",   "img",  "form",    "iframe",  "font", "center", "noscript"};

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool starts_with(std::string_view text, std::string_view lower_prefix) {
  if (text.size() < lower_prefix.size()) return false;
  return std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                    [](char a, char b) { return a == small(b); });
}

bool contains(std::string_view text, std::string_view lower_part) {
  return std::search(text.begin(), text.end(), lower_part.begin(), lower_part.end(),
                     [](char a, char b) { return small(a) == b; }) != text.end();
}

// The ASCII of UTF-16, so that one set of tests serves; other bytes as they are.
std::string plain_head(std::string_view head) {
  if (head.substr(0, 3) == "\xEF\xBB\xBF") head.remove_prefix(3);
  const bool wide = head.substr(0, 2) == "\xFF\xFE" || head.substr(0, 2) == "\xFE\xFF";
  std::string out;
  for (const char c : wide ? head.substr(2) : head)
    if (!(wide && c == '\0')) out += c;
  const std::size_t begin = out.find_first_not_of(std::string_view(" \t\r\n\f\0", 6));
  return begin == std::string::npos ? std::string() : out.substr(begin);
}

std::string extension_of(std::string_view name) {
  const auto last = [](std::string_view n) {
    const std::size_t dot = n.rfind('.');
    const std::size_t slash = n.rfind('/');
    const bool inside =
        dot != std::string_view::npos && (slash == std::string_view::npos || slash < dot);
    return inside ? n.substr(dot + 1) : std::string_view();
  };
  std::string_view ending = last(name);
  if (ending == "gz" || ending == "GZ") ending = last(name.substr(0, name.size() - 3));
  std::string out;
  for (const char c : ending) out += small(c);
  return out;
}

bool is_markup(std::string_view head) {
  if (head.empty() || head[0] != '<') return false;
  if (starts_with(head, "<!doctype html") || starts_with(head, "<!--")) return true;
  for (const std::string_view tag : kTags) {
    if (!starts_with(head.substr(1), tag) || head.size() <= tag.size() + 1) continue;
    const char after = head[tag.size() + 1];
    if (after == '>' || after == ' ' || after == '\t' || after == '\n' || after == '\r' ||
        after == '/')
      return true;
  }
  return false;
}

}  // namespace

Sniffed sniff(std::string_view bytes, std::string_view name) {
  for (const Signature& s : kSignatures)
    if (bytes.substr(0, s.bytes.size()) == s.bytes) return {ContentKind::kBinary, s.what};
  const std::string head = plain_head(bytes);
  const std::string extension = extension_of(name);
  if (starts_with(head, "warc/")) return {ContentKind::kWarc, {}};
  if (starts_with(head, "<?xml") || starts_with(head, "<rss") || starts_with(head, "<feed") ||
      starts_with(head, "<rdf:rdf")) {
    const std::string_view start = std::string_view(head).substr(0, 2048);
    if (contains(start, "<html")) return {ContentKind::kHtml, {}};
    if (contains(start, "<rss") || contains(start, "<feed") || contains(start, "<rdf:rdf"))
      return {ContentKind::kFeed, {}};
    return {ContentKind::kBinary, "an XML file"};
  }
  if (is_markup(head)) return {ContentKind::kHtml, {}};
  const bool rows = extension == "jsonl" || extension == "ndjson" || extension == "json";
  if (rows && (head.empty() || head[0] != '<')) return {ContentKind::kJsonl, {}};
  if (!head.empty() && head[0] == '{') {
    for (const std::string_view key : {"\"text\"", "\"html\"", "\"dump\"", "\"id\""})
      if (head.find(key) != std::string::npos) return {ContentKind::kJsonl, {}};
  }
  if (extension == "html" || extension == "htm" || extension == "xhtml" || extension == "shtml" ||
      extension == "asp" || extension == "aspx" || extension == "php")
    return {ContentKind::kHtml, {}};
  if (extension == "css" || extension == "js")
    return {ContentKind::kBinary, "part of a page, no report"};
  if (extension == "warc") return {ContentKind::kWarc, {}};
  return {ContentKind::kText, {}};
}

}  // namespace dragoman
