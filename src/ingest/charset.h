// In which charset are these bytes?
//
// A byte order mark decides; then the label of the HTTP header; then, in pages, <meta> in the first
// 1024 bytes; labels by the WHATWG Encoding Standard. A declaration that the bytes contradict (says
// UTF-8 but is not, says Latin-1 but is UTF-8) is not believed. Without one: UTF-8 if the bytes
// are, else what uchardet sees in them, else windows-1252. Ill-formed sequences become U+FFFD;
// bytes that are mostly ill-formed are an error (kEncoding), as are charsets with escape sequences,
// which can hide text (ISO-2022-*, HZ, UTF-7), and UTF-32.
#pragma once

#include <string>
#include <string_view>

#include "dragoman/error.h"

namespace dragoman {

struct Decoded {
  std::string text;     // UTF-8, without the byte order mark
  std::string charset;  // WHATWG name, lower case ("windows-1252", "euc-kr")
  std::string from;     // "bom", "http", "meta", "utf-8", "detected"
};

// `http_label` is the charset of a Content-Type header, empty if none; `html` turns on the prescan
// for <meta charset>.
Result<Decoded> decode(std::string_view bytes, std::string_view http_label, bool html);

// The charset that the beginning of a page declares (WHATWG prescan); "" if none.
std::string prescan(std::string_view bytes);
// The WHATWG name of a label ("latin1" is "windows-1252"); "" for an unknown one.
std::string_view encoding_of_label(std::string_view label);

}  // namespace dragoman
