package io.cutover.h2;

import io.netty.handler.codec.EmptyHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * A header block that passes through Netty's codec in the shape of an empty set of headers: the
 * codec carries it and asks for nothing but its status.
 */
abstract class Disguise extends EmptyHeaders<CharSequence, CharSequence, Http2Headers>
    implements Http2Headers {

  @Override
  public Http2Headers method(CharSequence value) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public Http2Headers scheme(CharSequence value) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public Http2Headers authority(CharSequence value) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public Http2Headers path(CharSequence value) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public Http2Headers status(CharSequence value) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public @Nullable CharSequence method() {
    return null;
  }

  @Override
  public @Nullable CharSequence scheme() {
    return null;
  }

  @Override
  public @Nullable CharSequence authority() {
    return null;
  }

  @Override
  public @Nullable CharSequence path() {
    return null;
  }

  @Override
  public boolean contains(CharSequence name, CharSequence value, boolean caseInsensitive) {
    return false;
  }
}
