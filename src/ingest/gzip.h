// Byte streams of ingest: one that can look ahead, one that unpacks gzip as it is read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/env.h"

namespace dragoman {

// A source whose beginning can be looked at before it is read.
class PeekSource : public ByteSource {
 public:
  explicit PeekSource(std::unique_ptr<ByteSource> inner) : inner_(std::move(inner)) {}
  // Up to `size` bytes from the start of what is unread; fewer only at the end. A failure to read
  // is kept for read(), which hands on first what came before it.
  std::string_view peek(std::size_t size);
  Result<std::size_t> read(char* buffer, std::size_t size) override;
  std::uint64_t taken() const { return taken_; }  // bytes drawn from the inner source

 private:
  std::unique_ptr<ByteSource> inner_;
  std::string ahead_;
  std::size_t begin_ = 0;  // of what is unread in ahead_
  std::uint64_t taken_ = 0;
  std::optional<Error> failure_;
};

bool is_gzip(std::string_view bytes);

// Unpacks one or more gzip members. Errors: kMalformed (cut short, damaged, followed by something
// else), kRatio past `max_ratio` (after the first MiB), and those of the source.
std::unique_ptr<ByteSource> gunzip(ByteSource& source, double max_ratio);

}  // namespace dragoman
