// What can go wrong, as values.
//
// Bad input is data, never an assertion: every fallible call of the library returns a
// `Result<T>`, which holds either a T or an `Error` naming the input, the place and the reason.
//
//   dragoman::Result<dragoman::Coder> coder = dragoman::Coder::open();
//   if (!coder) { std::cerr << coder.error().message() << '\n'; return coder.error().exit_code(); }
//
// The library never prints and never aborts. Thread-safety: plain values.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace dragoman {

// One code for each way to fail that a caller may want to tell apart.
enum class ErrorCode {
  kInvalidArgument,    // the caller's option or value makes no sense
  kNotFound,           // no such file, folder or row
  kIo,                 // the disk or the network failed
  kUnsupported,        // an input or feature that this build does not read
  kMalformed,          // the bytes do not follow their format
  kEncoding,           // the bytes are no text in the charset they declare
  kTooManyBytes,       // a budget: wire or decoded size
  kRatio,              // a budget: decompression ratio
  kTooDeep,            // a budget: nesting
  kTooManyAttributes,  // a budget: attributes of one tag
  kTimeout,            // a budget: time
  kModel,              // a weight file is missing or unusable
  kData,               // a lexicon or table is missing or unusable
  kStore,              // the store is unusable
  kStoreLocked,        // another process writes to the store
  kInterrupted,        // the user stopped the work
};

// The stable, lower-case name of a code ("too-many-bytes"), as records and the API print it.
std::string_view error_code_name(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInvalidArgument;
  std::string reason;  // what is wrong, for a person
  std::string input;   // the file, URL or "-" it came from; empty when there is none
  std::string place;   // where in the input ("line 12", "byte 4096"); may be empty

  // "INPUT: PLACE: REASON", leaving out what is empty.
  std::string message() const;
  // The exit status of a command that fails with this error (1 input, 2 usage, 3 store or
  // configuration, 130 interrupted).
  int exit_code() const;
};

template <typename T>
using Result = tl::expected<T, Error>;

// Builds the failing side of a Result: `return fail(ErrorCode::kMalformed, "no tag");`
inline tl::unexpected<Error> fail(ErrorCode code, std::string reason, std::string input = {},
                                  std::string place = {}) {
  return tl::unexpected<Error>(Error{code, std::move(reason), std::move(input), std::move(place)});
}

}  // namespace dragoman
