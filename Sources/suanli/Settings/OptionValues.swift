public import Access
public import ArgumentParser
public import ModelLanguage
public import Reports
public import Sampling

// What option values of other layers look like on the command line: their raw values.

extension Role: ExpressibleByArgument {}

extension Sampler: ExpressibleByArgument {}

extension SensitivityRequest.Grouping: ExpressibleByArgument {}

extension ReportFormat: ExpressibleByArgument {}
