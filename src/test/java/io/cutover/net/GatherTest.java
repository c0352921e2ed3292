package io.cutover.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatherTest {
  private final ChannelInboundHandlerAdapter handler = new ChannelInboundHandlerAdapter();
  private final EmbeddedChannel channel = new EmbeddedChannel(handler);
  private final Gather gather = new Gather(channel.pipeline().context(handler));

  @AfterEach
  void close() {
    gather.drop();
    channel.finishAndReleaseAll();
  }

  private static ByteBuf buffer(int size) {
    ByteBuf data = PooledByteBufAllocator.DEFAULT.directBuffer(size);
    return data.writeZero(size);
  }

  private void small(String text) {
    gather.piece().writeBytes(text.getBytes(US_ASCII));
  }

  /** Returns the sizes of what left, piece by piece, and releases it. */
  private List<Integer> left() {
    List<Integer> sizes = new ArrayList<>();
    ByteBuf each;
    while ((each = channel.readOutbound()) != null) {
      sizes.add(each.readableBytes());
      each.release();
    }
    return sizes;
  }

  @Test
  void whatIsSmallLeavesAsOnePieceAndNotBefore() {
    small("head");
    ByteBuf body = buffer(1000);
    gather.write(body);
    small("end");
    assertThat(body.refCnt()).isZero();
    assertThat(left()).isEmpty();

    gather.flush();

    assertThat(left()).containsExactly(1007);
  }

  @Test
  void whatIsLargeIsNotCopiedAndKeepsItsPlace() {
    small("head");
    ByteBuf body = buffer(5000);
    gather.write(body);
    small("end");
    assertThat(body.refCnt()).isOne();

    gather.flush();

    assertThat(left()).containsExactly(4, 5000, 3);
    assertThat(body.refCnt()).isZero();
  }

  @Test
  void aSecondBodyThatDoesNotFitGoesBehindTheFirst() {
    small("head");
    gather.write(buffer(1500));
    gather.write(buffer(1500));

    gather.flush();

    assertThat(left()).containsExactly(1504, 1500);
  }

  @Test
  void aHeadMayGrow() {
    small("x".repeat(70_000));

    gather.flush();

    assertThat(left()).containsExactly(70_000);
  }

  @Test
  void theFutureTellsWhenAllHasLeft() {
    small("head");

    assertThat(gather.flushAll().isSuccess()).isTrue();

    assertThat(left()).containsExactly(4, 0);
  }

  @Test
  void whatIsWrittenToAConnectionThatIsGoneIsDropped() {
    small("before");
    channel.close();
    gather.drop();
    ByteBuf late = buffer(100);

    small("late");
    gather.write(late);
    gather.flush();

    assertThat(late.refCnt()).isZero();
    assertThat(left()).isEmpty();
  }
}
