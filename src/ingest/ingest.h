// What kind of bytes are these, in which charset, and do they fit the budget?
//
// Opens files, folders and standard input, unpacks gzip, tells HTML, JSON Lines and plain text
// apart, decodes to UTF-8 (see charset.h) and hands on one Item a report. What cannot be read is an
// Item with an error, in its place; what stands after it is unharmed.
//
// Folders are read recursively, in byte order of the names, without hidden files, links to other
// folders and pipes. A file is one report, except JSON Lines: there each line is one, blank lines
// are nothing, and a line that is longer than the budget is skipped without being held in memory. A
// plain file becomes a *dump*: a pasted page or plain report, in which `article` finds what belongs
// to the report.
#pragma once

#include <cstdint>
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

// Not thread-safe: one thread walks the inputs.
class Ingest {
 public:
  Ingest(Env& env, std::vector<std::string> inputs, IngestOptions options);
  ~Ingest();
  // The next report, or nullopt at the end. Reads lazily: a large JSON Lines file is never held
  // in memory whole.
  std::optional<Item> next();
  // The size of all inputs as they lie on the disk, what `Item::bytes` adds up to; 0 = unknown
  // (standard input, or very many files).
  std::uint64_t total_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dragoman
