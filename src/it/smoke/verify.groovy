def result = dev.runtimeaudit.it.ItResult.in(basedir)
result.smokes('auth-service', 'fails', 'agrees', 'ended with 127', './entrypoint.sh: line 3: pnpm: not found')
result.smokes('api-gateway', 'fails', 'agrees', 'not-built', '/bin/sh: pnpm: not found')
result.smokes('harbour-light', 'passes', 'agrees', 'stayed-up', 'Listening at http://0.0.0.0:4200')
['chatting-service': 4106, 'logger-service': 4108].each { service, port ->
    result.smokes(service, 'passes', 'not-compared', 'stayed-up', "Listening at http://0.0.0.0:$port".toString()) }
result.asExpected()
dev.runtimeaudit.it.RealEngine.hasNothingLeft(basedir)
