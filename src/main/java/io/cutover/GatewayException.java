package io.cutover;

/** The gateway cannot start. The message says why and what to do, one line for each fault. */
public final class GatewayException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean invalidConfig;

  GatewayException(String message, boolean invalidConfig) {
    super(message);
    this.invalidConfig = invalidConfig;
  }

  /** Returns whether the configuration is at fault, rather than the machine. */
  public boolean invalidConfig() {
    return invalidConfig;
  }
}
