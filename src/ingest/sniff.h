// What kind of bytes are these? The content decides; the name of the file is only a hint.
#pragma once

#include <string>
#include <string_view>

namespace dragoman {

enum class ContentKind { kHtml, kText, kJsonl, kFeed, kWarc, kBinary };

struct Sniffed {
  ContentKind kind = ContentKind::kText;
  std::string what;  // of a binary file: "a PDF file"
};

// `head` is the beginning of the input (64 KiB are plenty), `name` its file name.
Sniffed sniff(std::string_view head, std::string_view name);

}  // namespace dragoman
