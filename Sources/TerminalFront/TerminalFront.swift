// TerminalFront
