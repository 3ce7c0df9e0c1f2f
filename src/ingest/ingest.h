// What kind of bytes are these, in which charset, and do they fit the budget?
//
// Opens files, folders and standard input, unpacks gzip, tells HTML, JSON Lines and plain text
// apart, decodes to UTF-8 (BOM, then HTML label by the WHATWG Encoding Standard, then detection)
// and hands on one Item a report. What cannot be read is an Item with an error, in its place.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/budget.h"
#include "base/env.h"
#include "document/item.h"

namespace dragoman {

enum class InputFormat { kAuto, kHtml, kText, kJsonl, kFeed, kWarc };

struct IngestOptions {
  InputFormat as = InputFormat::kAuto;
  std::string date, url;  // given on the command line; a row's own date and url win
  Budget budget;
};

// Walks the inputs in order; folders in byte order of their names, recursively.
class Ingest {
 public:
  Ingest(Env& env, std::vector<std::string> inputs, IngestOptions options);
  ~Ingest();
  // The next report, or nullopt at the end. Reads lazily: a large JSON Lines file is never held
  // in memory whole.
  std::optional<Item> next();
  // Decoded bytes of all inputs as far as known, for a progress bar; 0 = unknown.
  std::uint64_t total_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Decodes bytes to UTF-8. `http_label` is the charset of a Content-Type header, empty if none;
// `html` turns on the prescan for <meta charset>.
struct Decoded {
  std::string text;
  std::string charset;  // WHATWG name, lower case ("windows-1252", "euc-kr")
  std::string from;     // "bom", "http", "meta", "utf-8", "detected"
};
Result<Decoded> decode(std::string_view bytes, std::string_view http_label, bool html);

}  // namespace dragoman
