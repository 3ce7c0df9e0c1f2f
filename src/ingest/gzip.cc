#include "ingest/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace dragoman {
namespace {

constexpr std::size_t kBlock = 1 << 16;
constexpr std::uint64_t kRatioFrom = 1 << 20;  // small inputs may pack as well as they like

class GzipSource : public ByteSource {
 public:
  GzipSource(ByteSource& source, double max_ratio) : source_(source), max_ratio_(max_ratio) {
    packed_.resize(kBlock);
    ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;  // 16: gzip, not zlib
  }
  ~GzipSource() override {
    if (ready_) inflateEnd(&stream_);
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (!ready_) return fail(ErrorCode::kIo, "no memory to unpack gzip");
    std::size_t done = 0;
    while (done == 0 && !ended_) {
      if (const auto filled = fill(); !filled) return tl::unexpected(filled.error());
      if (stream_.avail_in == 0) {
        if (!between_) return fail(ErrorCode::kMalformed, "the gzip data is cut short");
        ended_ = true;
        break;
      }
      if (between_) {
        if (const auto next = next_member(); !next) return tl::unexpected(next.error());
        continue;
      }
      stream_.next_out = reinterpret_cast<Bytef*>(buffer);
      stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, kBlock));
      const uInt room = stream_.avail_out;
      const uInt before = stream_.avail_in;
      const int status = inflate(&stream_, Z_NO_FLUSH);
      in_ += before - stream_.avail_in;
      done = room - stream_.avail_out;
      out_ += done;
      if (status == Z_STREAM_END)
        between_ = true;
      else if (status != Z_OK && status != Z_BUF_ERROR)
        return fail(ErrorCode::kMalformed, "the gzip data is damaged");
      else if (done == 0 && before == stream_.avail_in)
        return fail(ErrorCode::kMalformed, "the gzip data is damaged");
      if (out_ > kRatioFrom && static_cast<double>(out_) > max_ratio_ * static_cast<double>(in_))
        return fail(ErrorCode::kRatio, "unpacks to more than " +
                                           std::to_string(static_cast<long>(max_ratio_)) +
                                           " times its size");
    }
    return done;
  }

 private:
  Result<void> fill() {
    if (stream_.avail_in > 0) return {};
    const auto n = source_.read(packed_.data(), packed_.size());
    if (!n) return tl::unexpected(n.error());
    stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
    stream_.avail_in = static_cast<uInt>(*n);
    return {};
  }

  // After a member: padding of zeros, another member, or the end.
  Result<void> next_member() {
    while (stream_.avail_in > 0 && *stream_.next_in == 0 && members_ > 0) {
      ++stream_.next_in;
      --stream_.avail_in;
      ++in_;
    }
    if (stream_.avail_in == 0) return {};
    if (*stream_.next_in != 0x1F)
      return fail(ErrorCode::kMalformed, "something follows the gzip data");
    if (members_++ > 0 && inflateReset(&stream_) != Z_OK)
      return fail(ErrorCode::kMalformed, "the gzip data is damaged");
    between_ = false;
    return {};
  }

  ByteSource& source_;
  double max_ratio_;
  std::string packed_;
  z_stream stream_{};
  bool ready_ = false;
  bool between_ = true;  // members
  bool ended_ = false;
  std::uint64_t members_ = 0, in_ = 0, out_ = 0;
};

}  // namespace

std::string_view PeekSource::peek(std::size_t size) {
  while (ahead_.size() - begin_ < size && !failure_) {
    const std::size_t old = ahead_.size();
    ahead_.resize(old + std::min<std::size_t>(kBlock, size - (old - begin_)));
    const auto n = inner_->read(ahead_.data() + old, ahead_.size() - old);
    ahead_.resize(old + (n ? *n : 0));
    if (!n)
      failure_ = n.error();
    else if (*n == 0)
      break;
    else
      taken_ += *n;
  }
  return std::string_view(ahead_).substr(begin_, size);
}

Result<std::size_t> PeekSource::read(char* buffer, std::size_t size) {
  if (begin_ < ahead_.size()) {
    const std::size_t n = std::min(size, ahead_.size() - begin_);
    std::memcpy(buffer, ahead_.data() + begin_, n);
    begin_ += n;
    if (begin_ == ahead_.size()) {
      ahead_.clear();
      begin_ = 0;
    }
    return n;
  }
  if (failure_) return tl::unexpected(*failure_);
  auto n = inner_->read(buffer, size);
  if (n) taken_ += *n;
  return n;
}

bool is_gzip(std::string_view bytes) { return bytes.substr(0, 3) == "\x1F\x8B\x08"; }

std::unique_ptr<ByteSource> gunzip(ByteSource& source, double max_ratio) {
  return std::make_unique<GzipSource>(source, max_ratio);
}

}  // namespace dragoman
