// Limits that hold before and inside every parser of foreign input. Exceeding one is an error with
// a code of its own, never a crash, a hang or a truncated reading.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dragoman {

struct Budget {
  std::size_t max_wire_bytes = 64u << 20;     // one input as it comes
  std::size_t max_decoded_bytes = 32u << 20;  // one report after decompression and decoding
  double max_ratio = 200;                     // decoded bytes by wire bytes, past the first MiB
  std::size_t max_depth = 400;                // open elements of a page
  std::size_t max_attributes = 1000;          // attributes of one tag
  std::size_t max_words = 50000;              // words of one report that are analysed and coded
  std::chrono::milliseconds max_time{10000};  // one report, all stages
};

// A point in time after which work stops. Steady clock; results never depend on it unless it
// expires.
class Deadline {
 public:
  Deadline() : end_(std::chrono::steady_clock::time_point::max()) {}
  explicit Deadline(std::chrono::milliseconds from_now)
      : end_(std::chrono::steady_clock::now() + from_now) {}
  bool expired() const { return std::chrono::steady_clock::now() >= end_; }

 private:
  std::chrono::steady_clock::time_point end_;
};

}  // namespace dragoman
