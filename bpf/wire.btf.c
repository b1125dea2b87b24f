/* Compiled only so that clang writes wire.h to BTF; -Wpadded refuses silent padding. */
#include "wire.h"

enum record_kind record_kind;
enum stream_direction stream_direction;
enum stream_scheme stream_scheme;
enum close_reason close_reason;
enum counter counter;
struct connection_key connection_key;
struct record_header record_header;
struct syn_record syn_record;
struct segment_record segment_record;
struct stream_record stream_record;
struct close_record close_record;
struct listen_record listen_record;
struct established_record established_record;
struct datagram_record datagram_record;
struct not_decrypted_record not_decrypted_record;
