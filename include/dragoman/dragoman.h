// Dragoman: reads news reports and keeps the record of who said what, who did what to whom and
// who supports whom with what, each row with the sentence that says so.
//
// Tutorial.
//
//   #include <dragoman/dragoman.h>
//
//   auto coder = dragoman::Coder::open();                    // models and lexicons, once
//   if (!coder) { … coder.error().message() … }
//   dragoman::Report report;
//   report.text = "Iran has delivered drones to Russia, Kyiv said on Monday.";
//   report.date = "2024-06-18";
//   dragoman::Record record = coder->code(report);           // never throws, never prints
//   for (const dragoman::Event& e : record.events)
//     std::cout << dragoman::name_of(e.type) << ": "
//               << dragoman::slice(record.article.text, e.evidence) << '\n';
//   std::cout << dragoman::record_to_json(record) << '\n';   // one line of schema dragoman/1
//
// Offsets: UTF-8 bytes of `record.article.text` in these structs, code points in the JSON.
// Errors: `open` fails with kModel or kData; `code` puts what went wrong into `record.error`.
// Thread-safety: one Coder may be used by any number of threads at once; the record depends on
// the report and the options alone, not on threads, locale, time zone or processor.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dragoman/error.h"
#include "dragoman/record.h"

namespace dragoman {

enum class Tier { kAuto, kAccurate, kFast };

struct CoderOptions {
  std::string data_dir;  // folder that holds data/ and models/; empty: found beside the program
  std::string codebook;  // folder of a codebook of one's own; empty: the built-in one
  Tier tier = Tier::kAuto;
};

// A report as it comes in. Exactly one of text, html and dump is set.
struct Report {
  std::string id, url, date, title;
  std::optional<std::string> text;  // kept character for character
  std::optional<std::string> html;  // a page, decoded to UTF-8
  std::optional<std::string> dump;  // a pasted page, furniture and all
  // Gold tokens, sentences and dyads: UTF-8 byte spans of `text` (with `text` only).
  std::optional<std::vector<Span>> tokens, sentences;
  struct DyadQuery {
    std::optional<Span> source, target;  // none = an actor that the text does not name
  };
  std::vector<DyadQuery> dyads;
};

class Coder {
 public:
  static Result<Coder> open(const CoderOptions& options = {});
  Record code(const Report& report) const;
  // The language analysis of the report as CoNLL-U, names in MISC as Entity=B-PER.
  Result<std::string> conllu(const Report& report) const;

  Coder(Coder&&) noexcept;
  Coder& operator=(Coder&&) noexcept;
  ~Coder();

  struct Parts;  // the stages; known to the library alone

 private:
  explicit Coder(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace dragoman
