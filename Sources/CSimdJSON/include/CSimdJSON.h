#ifndef CSIMDJSON_H
#define CSIMDJSON_H

// A C face of simdjson's document API: parses a text, and finds values in it without copying any of it.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parser with the last document that it parsed.
typedef struct csj_parser csj_parser;

/// A value of a parser's last document; of no use once the parser parses another or is freed. `document` is null where
/// there is none.
typedef struct {
    const void *document;
    size_t index;
} csj_value;

/// UTF-8 that somebody else owns; `bytes` is null where there is none.
typedef struct {
    const char *bytes;
    size_t count;
} csj_text;

typedef enum { csj_null, csj_boolean, csj_number, csj_string, csj_array, csj_object } csj_kind;

/// Null when there is no memory.
csj_parser *csj_create(void);
void csj_destroy(csj_parser *parser);

/// The whole document as one value; `document` is null when the text is no JSON in UTF-8, or nested too deeply.
csj_value csj_parse(csj_parser *parser, const uint8_t *bytes, size_t count);

csj_kind csj_kind_of(csj_value value);
bool csj_boolean_of(csj_value boolean);
double csj_number_of(csj_value number);
csj_text csj_text_of(csj_value string);

/// Finds the members of an object by name; of those that are there several times, the first.
void csj_members(csj_value object, const csj_text *names, size_t count, csj_value *found);

size_t csj_count(csj_value array);
/// The first element of an array that is not empty, and the one after another.
csj_value csj_first(csj_value array);
csj_value csj_after(csj_value element);

#ifdef __cplusplus
}
#endif

#endif
