#include "dragoman/error.h"

namespace dragoman {

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "invalid-argument";
    case ErrorCode::kNotFound:
      return "not-found";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kMalformed:
      return "malformed";
    case ErrorCode::kEncoding:
      return "encoding";
    case ErrorCode::kTooManyBytes:
      return "too-many-bytes";
    case ErrorCode::kRatio:
      return "compression-ratio";
    case ErrorCode::kTooDeep:
      return "too-deep";
    case ErrorCode::kTooManyAttributes:
      return "too-many-attributes";
    case ErrorCode::kTimeout:
      return "timeout";
    case ErrorCode::kModel:
      return "model";
    case ErrorCode::kData:
      return "data";
    case ErrorCode::kStore:
      return "store";
    case ErrorCode::kStoreLocked:
      return "store-locked";
    case ErrorCode::kInterrupted:
      return "interrupted";
  }
  return "unknown";
}

std::string Error::message() const {
  std::string out;
  for (const std::string* part : {&input, &place, &reason}) {
    if (part->empty()) continue;
    if (!out.empty()) out += ": ";
    out += *part;
  }
  return out;
}

int Error::exit_code() const {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return 2;
    case ErrorCode::kModel:
    case ErrorCode::kData:
    case ErrorCode::kStore:
    case ErrorCode::kStoreLocked:
      return 3;
    case ErrorCode::kInterrupted:
      return 130;
    default:
      return 1;
  }
}

}  // namespace dragoman
