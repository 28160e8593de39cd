import CKernels

/// The instruction set that the kernels in use are compiled for; all give the same bits.
public enum InstructionSet {
    /// Its name: `baseline`, `avx2`, `avx512`, or `scalar`.
    public static var name: String { String(cString: suanli_instruction_set_name(suanli_instruction_set())) }

    /// What is wrong with `SUANLI_ISA` in the environment, where it asks for what cannot be had; the best set is in use then.
    public static var complaint: String? {
        guard let refused = suanli_refused_instruction_set() else { return nil }
        let known = (0..<SUANLI_INSTRUCTION_SETS.rawValue).map { suanli_instruction_set(rawValue: $0) }
        let available = known.filter { suanli_kernels_of($0) != nil }.map {
            String(cString: suanli_instruction_set_name($0))
        }
        return "SUANLI_ISA is \"\(String(cString: refused))\": this machine has \(available.joined(separator: ", "))"
    }
}
