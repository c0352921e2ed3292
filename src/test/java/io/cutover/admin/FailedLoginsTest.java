package io.cutover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailedLoginsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final FailedLogins failed = new FailedLogins(nanos::get);

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void guess(String from, int times) {
    for (int i = 0; i < times; i++) {
      failed.failed(address(from), new byte[] {(byte) i});
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5, -1, Long.MIN_VALUE})
  void twentyGuessesAreFreeWhereverTheClockStands(long start) {
    nanos.set(start);

    guess("10.0.0.1", FailedLogins.GUESSES - 1);
    assertThat(failed.retryAfterSeconds(address("10.0.0.1"))).isZero();
    guess("10.0.0.1", FailedLogins.GUESSES);

    assertThat(failed.retryAfterSeconds(address("10.0.0.1"))).isPositive();
  }

  @Test
  void afterThatOneIsFreeEveryThreeSeconds() {
    guess("10.0.0.1", FailedLogins.GUESSES);
    assertThat(failed.retryAfterSeconds(address("10.0.0.1"))).isEqualTo(3);

    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(failed.retryAfterSeconds(address("10.0.0.1"))).isZero();
    guess("10.0.0.1", 1);

    assertThat(failed.retryAfterSeconds(address("10.0.0.1"))).isEqualTo(3);
  }

  @Test
  void addressesAreCountedEachOnItsOwn() {
    guess("10.0.0.1", FailedLogins.GUESSES);

    assertThat(failed.retryAfterSeconds(address("10.0.0.2"))).isZero();
  }

  @Test
  void anIpv6NetworkIsOneAddress() {
    guess("2001:db8::1", FailedLogins.GUESSES);

    assertThat(failed.retryAfterSeconds(address("2001:db8::ffff"))).isPositive();
    assertThat(failed.retryAfterSeconds(address("2001:db8:0:1::1"))).isZero();
  }

  @Test
  void theSameWrongTokenAgainIsNoGuess() {
    for (int i = 0; i < 1000; i++) {
      failed.failed(address("10.0.0.1"), new byte[] {7});
    }

    assertThat(failed.retryAfterSeconds(address("10.0.0.1"))).isZero();
  }
}
