# The functions that every CMakeLists.txt of the project uses, so that they only name files.
include_guard()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
endif()

# See kj_compare.h. And libstdc++'s own std::stable_sort uses what it declares deprecated.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 16)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:SHELL:-include${CMAKE_CURRENT_LIST_DIR}/kj_compare.h>
    -Wno-deprecated-declarations)
endif()

# Compile options of everything in this repository, of nothing outside it.
add_library(triwire_options INTERFACE)
target_compile_options(triwire_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wswitch-enum)
if(TRIWIRE_WERROR)
  target_compile_options(triwire_options INTERFACE -Werror)
endif()
if(TRIWIRE_FUZZ)
  target_compile_options(triwire_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(TRIWIRE_SANITIZE)
  target_compile_options(triwire_options INTERFACE
    -fsanitize=${TRIWIRE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)  # g++ 12 sees ghosts in instrumented code.
  target_link_options(triwire_options INTERFACE -fsanitize=${TRIWIRE_SANITIZE})
endif()

# Objects hold both: machine code, and what link-time optimisation reads. Who links without -flto pays nothing.
add_library(triwire_lto INTERFACE)
if(TRIWIRE_LTO AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(triwire_lto INTERFACE -flto=auto -ffat-lto-objects)
endif()

# triwire_library(NAME SOURCES file… [DEPENDS target…])
# The static library triwire_NAME, known as Triwire::NAME here and to consumers of the package.
# Sources of a library include as "NAME/file.h"; public headers as <triwire/file.h>.
function(triwire_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
  add_library(triwire_${name} STATIC ${arg_SOURCES})
  add_library(Triwire::${name} ALIAS triwire_${name})
  set_target_properties(triwire_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_compile_features(triwire_${name} PUBLIC cxx_std_20)
  target_include_directories(triwire_${name}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/reference_impl/include>
           $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/reference_impl/src>)
  target_link_libraries(triwire_${name} PUBLIC ${arg_DEPENDS} PRIVATE $<BUILD_INTERFACE:triwire_options> $<BUILD_INTERFACE:triwire_lto>)
  if(TRIWIRE_INSTALL)
    install(TARGETS triwire_${name} EXPORT TriwireTargets)
  endif()
endfunction()

# triwire_test(NAME SOURCES file… [DEPENDS target…] [TIMEOUT seconds])
# A GoogleTest program; each of its tests is a test of CTest's, which may last 120 s or what is given.
function(triwire_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;DEPENDS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} GTest::gmock_main triwire_options)
  # Half the time to compile; what is tested is as optimised as ever.
  target_compile_options(${name} PRIVATE -O0)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${arg_TIMEOUT})
endfunction()
