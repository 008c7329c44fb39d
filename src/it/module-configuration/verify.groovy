dev.runtimeaudit.it.ItResult.in(basedir)
    .finds('runs-as-root', 'a', 'below-threshold').finds('runs-as-root', 'b', 'suppressed')
    .finds('runs-as-root', 'c', 'violation').reports('packages/lib', 'c', 'c-again').asExpected()
