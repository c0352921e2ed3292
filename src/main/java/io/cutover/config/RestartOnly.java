package io.cutover.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys that a running gateway can not change. */
public final class RestartOnly {
  private RestartOnly() {}

  /**
   * Returns those of {@code runtime}, {@code state}, {@code admin.address}, {@code admin.probes}
   * whose values differ, and {@code admin.tls} if it came or went; a reload that names one is
   * refused whole.
   */
  public static List<String> differences(GatewayConfig running, GatewayConfig next) {
    List<String> keys = new ArrayList<>();
    if (!running.runtime().equals(next.runtime())) {
      keys.add("runtime");
    }
    if (!running.state().equals(next.state())) {
      keys.add("state");
    }
    if (!Objects.equals(address(running.admin()), address(next.admin()))) {
      keys.add("admin.address");
    } else if (isEncrypted(running.admin()) != isEncrypted(next.admin())) {
      keys.add("admin.tls");
    }
    if (!Objects.equals(probes(running.admin()), probes(next.admin()))) {
      keys.add("admin.probes");
    }
    return List.copyOf(keys);
  }

  /**
   * Returns whether a difference between two configurations that are shown is one of these.
   *
   * @param path of the shortest part that differs, or came or went
   */
  public static boolean needsRestart(String path) {
    return path.matches("(runtime|state)([.].*)?|admin([.](address|probes|tls))?");
  }

  private static @Nullable ListenerConfig probes(@Nullable AdminConfig admin) {
    return admin == null || admin.probesHost() == null
        ? null
        : new ListenerConfig(admin.probesHost(), admin.probesPort());
  }

  /** A certificate may be changed for another, but plain and encrypted are two listeners. */
  private static boolean isEncrypted(@Nullable AdminConfig admin) {
    return admin != null && admin.tls() != null;
  }

  private static @Nullable ListenerConfig address(@Nullable AdminConfig admin) {
    return admin == null ? null : new ListenerConfig(admin.host(), admin.port());
  }
}
