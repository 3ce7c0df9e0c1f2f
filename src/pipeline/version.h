// The version of the program, from the project's one place in CMakeLists.txt.
#pragma once

namespace dragoman {

inline constexpr const char* kVersion = DRAGOMAN_VERSION;

}  // namespace dragoman
